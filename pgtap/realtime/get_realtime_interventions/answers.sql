-- The open interventions of a user; a coach sees those of his or her organisations, and of none.
BEGIN;
SELECT plan(7);

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

INSERT INTO momentum.coach_interventions (
    user_id, id, organisation_id, intervention_type, status, trigger_reason, scheduled_date,
    created_at, updated_at
)
SELECT
    pg_temp.u(w.user_id), pg_temp.u(w.id), pg_temp.u(w.organisation_id), 'call', w.status, 'why',
    w.day, '2026-11-20Z', '2026-11-20Z'
FROM (
    VALUES
    (1, 101, 11, 'scheduled', date '2026-11-23'),
    (1, 102, 13, 'in_progress', '2026-11-22'),
    (1, 103, NULL, 'scheduled', '2026-11-24'),
    (1, 104, 11, 'completed', '2026-11-20'),
    (1, 105, 11, 'cancelled', '2026-11-20'),
    (2, 106, 11, 'scheduled', '2026-11-20')
) AS w (user_id, id, organisation_id, status, day);
SET timezone = 'Asia/Tokyo';

SELECT is(
    pg_temp.outcome_as(
        w.role, w.claims,
        format(
            'jsonb_path_query_array(momentum.get_realtime_interventions(%L), %L)',
            pg_temp.u(w.of), '$.interventions[*].intervention_id'
        )
    ),
    w.wanted, w.about
)
FROM (
    VALUES
    (
        'authenticated', pg_temp.claims(1), 1,
        to_jsonb(ARRAY[pg_temp.u(102), pg_temp.u(101), pg_temp.u(103)]), 'a user: the open ones'
    ),
    (
        'authenticated', pg_temp.coach(2), 1, to_jsonb(ARRAY[pg_temp.u(101), pg_temp.u(103)]),
        'a coach: of the own organisation, and of none'
    ),
    (
        'service_role', NULL, 1, to_jsonb(ARRAY[pg_temp.u(102), pg_temp.u(101), pg_temp.u(103)]),
        'the service: all that are open'
    ),
    ('authenticated', pg_temp.claims(2), 1, '"PM008"', 'another user'),
    ('service_role', NULL, 99, '"PM001"', 'an unknown user'),
    ('service_role', NULL, 3, '[]', 'none')
) AS w (role, claims, of, wanted, about);
SELECT is(
    momentum.get_realtime_interventions(pg_temp.u(2)),
    jsonb_build_object(
        'user_id', pg_temp.u(2),
        'interventions', jsonb_build_array(
            jsonb_build_object(
                'intervention_id', pg_temp.u(106), 'user_id', pg_temp.u(2),
                'organisation_id', pg_temp.u(11), 'intervention_type', 'call',
                'status', 'scheduled', 'trigger_reason', 'why', 'scheduled_date', '2026-11-20',
                'created_at', '2026-11-20T00:00:00+00:00',
                'updated_at', '2026-11-20T00:00:00+00:00'
            )
        ),
        'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'all its fields; times are UTC'
);

SELECT * FROM finish();
ROLLBACK;
