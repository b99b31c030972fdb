-- Milestones of past years are recorded with the lines that reach them, and not announced; those of
-- the current year, and in its first week of the one before, are left to the evaluation.
BEGIN;
SELECT plan(12);

SET LOCAL timezone = 'Pacific/Auckland';
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 4) AS n;
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES ('00000000-0000-0000-0000-000000000004', 'milestone');
-- reached long ago, by somebody who is not in the file
INSERT INTO momentum.activities (user_id, activity_type, completed_at)
SELECT '00000000-0000-0000-0000-000000000003', 'session', '2024-05-01'
FROM generate_series(1, 60);

SET LOCAL ROLE service_role;
SELECT momentum._stage_activities();

CREATE FUNCTION pg_temp.import(p_user integer, p_first text, p_count integer) RETURNS bigint
LANGUAGE sql AS $$
    TRUNCATE pg_temp.staged_activities;
    INSERT INTO pg_temp.staged_activities (line, user_id, activity_type, completed_at)
    SELECT
        n, format('00000000-0000-0000-0000-00000000000%s', p_user), 'session',
        (p_first::timestamptz + n * interval '1 microsecond')::text
    FROM generate_series(0, p_count - 1) AS n;
    SELECT i.inserted FROM momentum._import_staged_activities() AS i;
$$;
PREPARE recorded AS
SELECT
    right(n.user_id::text, 1)::integer, n.milestone_year, n.milestone_value,
    n.payload ->> 'session_count', n.announced
FROM momentum.scenario_notifications AS n
ORDER BY 1, 2, 3;

SELECT pg_temp.import(1, '2024-01-01 00:00:00+00', 49);
SELECT is_empty('recorded', 'below the first threshold nothing is recorded');
SELECT is(
    (SELECT count(*) FROM momentum.scenario_runs AS r WHERE r.evaluated_users = 1), 1::bigint,
    'it was looked for among the users of the lines, and in their year'
);
SELECT pg_temp.import(1, '2024-12-31 23:59:59.999999+00', 1);
SELECT results_eq(
    'recorded', $$VALUES (1, 2024, 50, '50', false)$$,
    'the last microsecond of a year reaches it, with what was there before'
);
SELECT pg_temp.import(1, '2024-12-31 23:59:59.999999+00', 1);
SELECT is(
    (SELECT count(*) FROM momentum.scenario_runs), 2::bigint, 'nothing new: nothing is evaluated'
);

SELECT pg_temp.import(2, '2023-12-31 23:59:59.999900+00', 200);
SELECT pg_temp.import(4, '2023-06-01 00:00:00+00', 50);
SELECT results_eq(
    'recorded',
    $$VALUES
        (1, 2024, 50, '50', false),
        (2, 2023, 50, '100', false), (2, 2023, 100, '100', false),
        (2, 2024, 50, '100', false), (2, 2024, 100, '100', false)$$,
    'each year by itself, all thresholds; not for who opted out; not for who is not in the lines'
);

SELECT pg_temp.import(1, '2026-01-01 00:00:00+00', 60);
SELECT pg_temp.import(1, '2027-01-01 00:00:00+00', 60);
SELECT is(
    (SELECT max(n.milestone_year) FROM momentum.scenario_notifications AS n), 2024,
    'the current year is left, and later ones'
);
SELECT results_eq(
    $$SELECT m.milestone_year, m.milestone_value FROM momentum.evaluate_milestones() AS m$$,
    $$VALUES (2026, 50)$$,
    'the evaluation of today finds the current one'
);
SELECT is(
    (SELECT n.announced FROM momentum.scenario_notifications AS n WHERE n.milestone_year = 2026),
    true,
    'which is announced'
);

RESET ROLE;
UPDATE momentum.clock_pin SET pinned_at = '2026-01-07 23:59:59+00';
SET LOCAL ROLE service_role;
SELECT pg_temp.import(1, '2025-01-01 00:00:00+00', 50);
SELECT results_eq(
    $$SELECT n.milestone_value, n.announced FROM momentum.scenario_notifications AS n
    WHERE n.milestone_year = 2025$$,
    $$VALUES (50, true)$$,
    'in its first week the year before is announced'
);
RESET ROLE;
UPDATE momentum.clock_pin SET pinned_at = '2026-01-08 00:00:00+00';
SET LOCAL ROLE service_role;
SELECT pg_temp.import(3, '2025-02-01 00:00:00+00', 50);
SELECT results_eq(
    $$SELECT n.milestone_value, n.announced FROM momentum.scenario_notifications AS n
    WHERE n.milestone_year = 2025 ORDER BY n.user_id$$,
    $$VALUES (50, true), (50, false)$$,
    'then it is history'
);

SELECT is_empty(
    $$SELECT DISTINCT m.milestone_year FROM momentum.scenario_notifications AS n
    CROSS JOIN LATERAL unnest(
        momentum.milestone_triggers(
            n.user_id, make_timestamptz(n.milestone_year, 12, 31, 23, 59, 59, 'UTC')
        )
    ) AS m$$,
    'what was recorded is not due any more'
);
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'the summary is right');

SELECT * FROM finish();
ROLLBACK;
