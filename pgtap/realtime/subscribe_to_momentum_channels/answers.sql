-- The channels of a user, for the user and the service.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

-- What a call gives to a caller with these claims; errors as their code.
CREATE FUNCTION pg_temp.outcome_as(p_role text, p_claims jsonb, p_call text)
RETURNS jsonb
LANGUAGE plpgsql AS $outcome_as$
DECLARE
    v_result jsonb;
BEGIN
    PERFORM set_config('request.jwt.claims', p_claims::text, true);
    BEGIN
        PERFORM set_config('role', p_role, true);
        EXECUTE 'SELECT to_jsonb(' || p_call || ')' INTO v_result;
    EXCEPTION
        WHEN OTHERS THEN
            v_result := to_jsonb(SQLSTATE);
    END;
    PERFORM set_config('role', 'none', true);
    RETURN v_result;
END
$outcome_as$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
-- 1 and 2: members of 11, 2 its coach; 3: of 12, deleted, with coach 4; 5: a deleted user
INSERT INTO auth.users (id, created_at, deleted_at)
SELECT pg_temp.u(n), '2026-01-01Z', CASE WHEN n = 5 THEN timestamptz '2026-02-01Z' END
FROM generate_series(1, 5) AS n;
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES
    (pg_temp.u(11), 'Harbour', NULL), (pg_temp.u(12), 'Gone', '2026-01-01Z'),
    (pg_temp.u(13), 'Museum', NULL);
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(2), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(13)),
    (pg_temp.u(3), pg_temp.u(12)), (pg_temp.u(4), pg_temp.u(12));
CREATE FUNCTION pg_temp.coach(p_number integer) RETURNS jsonb LANGUAGE sql AS $coach$
    SELECT jsonb_build_object(
        'sub', pg_temp.u(p_number), 'app_metadata', '{"role": "coach"}'::jsonb
    )
$coach$;
CREATE FUNCTION pg_temp.claims(p_number integer) RETURNS jsonb LANGUAGE sql AS $claims$
    SELECT jsonb_build_object(
        'sub', pg_temp.u(p_number), 'user_metadata', '{"role": "coach"}'::jsonb
    )
$claims$;

SET timezone = 'Asia/Tokyo';
SELECT is(
    pg_temp.outcome_as(
        w.role, w.claims,
        format('momentum.subscribe_to_momentum_channels(%L)', pg_temp.u(w.of))
    ),
    w.wanted, w.about
)
FROM (
    VALUES
    (
        'authenticated', pg_temp.claims(1), 1,
        jsonb_build_object(
            'channels', jsonb_build_array(
                'momentum_updates:' || pg_temp.u(1), 'interventions:' || pg_temp.u(1),
                'notifications:' || pg_temp.u(1), 'cache_invalidation', 'realtime_events'
            ),
            'user_id', pg_temp.u(1),
            'timestamp', '2026-11-21T12:00:00+00:00'
        ),
        'a user; times are UTC'
    ),
    ('authenticated', pg_temp.claims(2), 1, '"PM008"', 'another user'),
    ('authenticated', pg_temp.coach(2), 1, '"PM008"', 'a coach'),
    ('service_role', NULL, 99, '"PM001"', 'an unknown user')
) AS w (role, claims, of, wanted, about);
SELECT is(
    momentum.subscribe_to_momentum_channels(pg_temp.u(2)) ->> 'user_id', pg_temp.u(2)::text,
    'the owner'
);

SELECT * FROM finish();
ROLLBACK;
