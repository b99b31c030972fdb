-- Jobs that catch up, and were not run at their last instant.
BEGIN;
SELECT plan(9);

UPDATE momentum.jobs SET created_at = '2026-11-20 12:00Z';
CREATE FUNCTION pg_temp.due(p_now timestamptz) RETURNS text[] LANGUAGE sql AS $due$
    SELECT COALESCE(
        array_agg(
            concat_ws(' ', d.job_name, to_char(d.scheduled_at AT TIME ZONE 'UTC', 'DD HH24:MI'))
        ),
        '{}'
    )
    FROM momentum._due_runs(p_now) AS d
    WHERE NOT d.is_retry AND d.attempt = 1
$due$;

SELECT is(pg_temp.due('2026-11-20 13:00Z'), '{}', 'not what came before it was made');
SELECT is(pg_temp.due('2026-11-21 02:04:59Z'), '{}', 'whoever is on time has five minutes');
SELECT is(pg_temp.due('2026-11-21 02:05Z'), '{score-yesterday 21 02:00}', 'then it is missed');
SELECT is(pg_temp.due('2026-11-23 01:00Z'), '{score-yesterday 22 02:00}', 'the last one is due');
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
VALUES ('score-yesterday', '2026-11-21 02:00Z', now(), now(), 'skipped', 1, 'x');
SELECT is(
    pg_temp.due('2026-11-21 02:05Z'), '{score-yesterday 21 02:00}', 'who skipped it has not run it'
);
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES ('score-yesterday', '2026-11-21 02:03Z', now(), now(), 'succeeded', 1);
SELECT is(pg_temp.due('2026-11-21 03:00Z'), '{}', 'a run since then counts, whatever it was for');
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES ('score-yesterday', '2062-11-21 02:00Z', now(), now(), 'succeeded', 1);
SELECT is(pg_temp.due('2026-11-22 02:05Z'), '{score-yesterday 22 02:00}', 'the next day it is due');
UPDATE momentum.jobs SET enabled = false WHERE name = 'score-yesterday';
SELECT is(pg_temp.due('2026-11-22 02:05Z'), '{}', 'unless it is disabled');
UPDATE momentum.jobs SET enabled = true, catch_up = false WHERE name = 'score-yesterday';
SELECT is(pg_temp.due('2026-11-22 02:05Z'), '{}', 'or does not catch up');

SELECT * FROM finish();
ROLLBACK;
