-- The keys of a user can be acknowledged by that user, and no others.
BEGIN;
SELECT plan(21);

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

SELECT is(
    pg_temp.outcome_as(
        w.role, w.claims,
        format(
            'momentum.acknowledge_cache_invalidation(%L, %L)', pg_temp.u(w.of),
            replace(w.key, '1', pg_temp.u(1)::text)
        )
    ),
    w.wanted, COALESCE(w.key, 'null') || ': ' || w.about
)
FROM (
    VALUES
    ('authenticated', pg_temp.claims(1), 1, 'momentum:current:1', 'true'::jsonb, 'one''s own'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:history:1', 'true', 'one''s own'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:trend:1', 'true', 'one''s own'),
    ('service_role', NULL, 1, 'momentum:current:1', 'true', 'the service'),
    ('authenticated', pg_temp.claims(2), 1, 'momentum:current:1', '"PM008"', 'of another user'),
    ('authenticated', pg_temp.coach(2), 1, 'momentum:current:1', '"PM008"', 'a coach'),
    ('authenticated', pg_temp.claims(2), 2, 'momentum:current:1', '"PM006"', 'another''s key'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:breakdown:1', '"PM006"', 'no day'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:breakdown:1:today', '"PM006"', 'no day'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:current:1:2026-02-20', '"PM006"', 'a day'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:other:1', '"PM006"', 'no such key'),
    ('authenticated', pg_temp.claims(1), 1, ' momentum:current:1', '"PM006"', 'a space'),
    ('authenticated', pg_temp.claims(1), 1, E'momentum:current:1\n', '"PM006"', 'a line end'),
    ('authenticated', pg_temp.claims(1), 1, E'x\nmomentum:current:1', '"PM006"', 'two lines'),
    ('authenticated', pg_temp.claims(1), 1, 'momentum:current:', '"PM006"', 'no user'),
    ('authenticated', pg_temp.claims(1), 1, '', '"PM006"', 'empty'),
    ('authenticated', pg_temp.claims(1), 1, NULL, '"PM006"', 'null'),
    ('service_role', NULL, 99, 'momentum:current:1', '"PM001"', 'an unknown user')
) AS w (role, claims, of, key, wanted, about);
SELECT is(
    momentum.acknowledge_cache_invalidation(
        pg_temp.u(1), format('momentum:breakdown:%s:2026-11-20', pg_temp.u(1))
    ),
    true, 'the key of a day'
);
SELECT throws_ok(
    format('SELECT momentum.acknowledge_cache_invalidation(%L, NULL)', pg_temp.u(1)),
    'PM006', 'bad cache key: null', 'null'
);
SELECT throws_ok(
    $$SELECT momentum.acknowledge_cache_invalidation(NULL, 'momentum:current:')$$,
    'PM001', 'unknown user: null', 'nobody'
);

SELECT * FROM finish();
ROLLBACK;
