-- What is found is only found: users looked at, and candidates in the order of their key.
BEGIN;
SELECT plan(4);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_sessions integer, p_at timestamptz, p_organisation integer DEFAULT NULL,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, p_at
    FROM generate_series(1, p_sessions)
$add$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(n, 101, '2026-03-01Z') FROM generate_series(1, 2) AS n;
INSERT INTO momentum.scenario_notifications (
    user_id, scenario_type, milestone_year, milestone_value
)
VALUES (pg_temp.u(2), 'milestone', 2026, 50);
SET LOCAL transaction_read_only = on;
SELECT results_eq(
    $$SELECT f.evaluated_users, c.*
    FROM momentum._find_milestones('2026-11-21Z', NULL, NULL) AS f, unnest(f.candidates) AS c
    ORDER BY c.user_id, c.milestone_value$$,
    $$SELECT
        3::bigint, pg_temp.u(v.number), NULL::uuid, 2026, v.value, NULL::uuid, NULL::timestamptz,
        '{"message": {}, "session_count": 101}'::jsonb
    FROM (VALUES (1, 50), (1, 100), (2, 100)) AS v (number, value)$$,
    'candidates'
);
SELECT results_eq(
    $$SELECT evaluated_users, candidates
    FROM momentum._find_milestones('2026-11-21Z', ARRAY[pg_temp.u(3)], NULL)$$,
    $$VALUES (1::bigint, '{}'::momentum._scenario_candidate[])$$, 'none: an empty array'
);
SELECT results_eq(
    $$SELECT evaluated_users, candidates
    FROM momentum._find_milestones('2026-11-21Z', '{}', NULL)$$,
    $$VALUES (0::bigint, '{}'::momentum._scenario_candidate[])$$, 'of nobody: an empty array'
);
SELECT is(
    cardinality(momentum.milestone_triggers(pg_temp.u(1), '2026-11-21Z')), 2,
    'so anyone may ask in a transaction that writes nothing'
);

SELECT * FROM finish();
ROLLBACK;
