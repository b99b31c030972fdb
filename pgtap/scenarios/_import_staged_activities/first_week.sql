-- In the first week of a year, after the run of the morning has looked at the old year.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2025-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-01-07 06:00:00+00');
SELECT momentum._stage_activities();
CREATE FUNCTION pg_temp.import(p_user integer, p_first text, p_count integer) RETURNS bigint
LANGUAGE sql AS $import$
    TRUNCATE pg_temp.staged_activities;
    INSERT INTO pg_temp.staged_activities (line, user_id, activity_type, completed_at)
    SELECT
        n, pg_temp.u(p_user)::text, 'session',
        (p_first::timestamptz + n * interval '1 microsecond')::text
    FROM generate_series(0, p_count - 1) AS n;
    SELECT i.inserted FROM momentum._import_staged_activities() AS i
$import$;
PREPARE recorded AS
SELECT
    right(n.user_id::text, 1)::integer, n.milestone_year, n.milestone_value, n.announced
FROM momentum.scenario_notifications AS n
ORDER BY 1, 2, 3;

SELECT is(
    (SELECT sum(e.triggered) FROM momentum.evaluate_scenarios() AS e), 0::numeric,
    'nothing is due in the morning'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-01-07 18:00:00+00';
SELECT is(pg_temp.import(1, '2025-12-15 00:00:00+00', 50), 50::bigint, 'a file about December');
SELECT results_eq(
    'recorded', 'VALUES (1, 2025, 50, true)', 'its milestone is recorded, and announced'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-01-08 06:00:00+00';
SELECT is(
    (SELECT sum(e.triggered) FROM momentum.evaluate_scenarios() AS e), 0::numeric,
    'nothing is left for the next morning, which does not look at the old year'
);
SELECT pg_temp.import(2, '2025-12-15 00:00:00+00', 50);
SELECT results_eq(
    'recorded', 'VALUES (1, 2025, 50, true), (2, 2025, 50, false)', 'a day later it is history'
);

SELECT * FROM finish();
ROLLBACK;
