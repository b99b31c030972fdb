-- Which attempts are made again, and when.
BEGIN;
SELECT plan(17);

UPDATE momentum.jobs SET created_at = '2026-11-21 02:00Z';
PREPARE run AS
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
VALUES ($1, $2, $3, $3, $4, $5, CASE WHEN $4 <> 'succeeded' THEN 'x' END);
CREATE FUNCTION pg_temp.due(p_now timestamptz) RETURNS text[] LANGUAGE sql AS $due$
    SELECT COALESCE(
        array_agg(
            concat_ws(
                ' ', d.job_name, to_char(d.scheduled_at AT TIME ZONE 'UTC', 'DD HH24:MI'), d.attempt,
                CASE WHEN d.is_retry THEN 'again' END
            )
        ),
        '{}'
    )
    FROM momentum._due_runs(p_now) AS d
$due$;

SELECT is(pg_temp.due('2026-11-21 06:30Z'), '{}', 'nothing was run: nothing is made again');
EXECUTE run('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:21Z', 'failed', 1);
SELECT is(pg_temp.due('2026-11-21 06:21:59Z'), '{}', 'not before the time');
SELECT is(
    pg_temp.due('2026-11-21 06:22Z'), '{scenario-expiry 21 06:20 2 again}', 'a minute later'
);
SELECT is(
    pg_temp.due('2026-11-22 06:20Z'), '{score-yesterday 22 02:00 1}', 'not a day later'
);
EXECUTE run('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:22Z', 'failed', 2);
SELECT is(pg_temp.due('2026-11-21 06:23Z'), '{}', 'the second time it waits longer');
SELECT is(
    pg_temp.due('2026-11-21 06:24Z'), '{scenario-expiry 21 06:20 3 again}', 'twice as long'
);
EXECUTE run('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:24Z', 'failed', 3);
SELECT is(pg_temp.due('2026-11-21 07:00Z'), '{}', 'three attempts are all');
UPDATE momentum.jobs SET max_attempts = 4 WHERE name = 'scenario-expiry';
SELECT is(
    pg_temp.due('2026-11-21 06:28Z'), '{scenario-expiry 21 06:20 4 again}', 'unless it has more'
);
UPDATE momentum.jobs SET enabled = false WHERE name = 'scenario-expiry';
SELECT is(pg_temp.due('2026-11-21 06:28Z'), '{}', 'a disabled job is left alone');
UPDATE momentum.jobs SET enabled = true WHERE name = 'scenario-expiry';
EXECUTE run('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:28Z', 'skipped', 1);
SELECT is(
    pg_temp.due('2026-11-21 06:28Z'), '{scenario-expiry 21 06:20 4 again}',
    'what was skipped was no attempt'
);
EXECUTE run('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:28Z', 'succeeded', 4);
SELECT is(pg_temp.due('2026-11-21 06:30Z'), '{}', 'in the end it succeeded');

EXECUTE run('scenario-inactivity', '2026-11-21 06:10Z', '2026-11-21 06:10Z', 'abandoned', 1);
SELECT is(
    pg_temp.due('2026-11-21 06:10Z'), '{scenario-inactivity 21 06:10 2 again}',
    'what was abandoned is made again at once'
);
EXECUTE run('scenario-inactivity', '2026-11-21 06:15Z', '2026-11-21 06:15Z', 'succeeded', 1);
SELECT is(pg_temp.due('2026-11-21 06:20Z'), '{}', 'not where a later instant has succeeded');

EXECUTE run('score-yesterday', '2026-11-21 02:00Z', '2026-11-21 02:00Z', 'failed', 1);
EXECUTE run('score-yesterday', '2026-11-22 02:00Z', '2026-11-22 02:00Z', 'succeeded', 1);
SELECT is(
    pg_temp.due('2026-11-22 03:00Z'), '{score-yesterday 21 02:00 2 again}',
    'who catches up tries each day again, however late'
);
UPDATE momentum.job_runs SET finished_at = '2026-11-22 02:00Z', attempt = 15
WHERE status = 'failed' AND job_name = 'score-yesterday';
UPDATE momentum.jobs SET max_attempts = 20 WHERE name = 'score-yesterday';
SELECT is(pg_temp.due('2026-11-22 19:03Z'), '{}', 'it never waits');
SELECT is(
    pg_temp.due('2026-11-22 19:04Z'), '{score-yesterday 21 02:00 16 again}',
    'longer than a thousand times'
);
DELETE FROM momentum.jobs WHERE name = 'score-yesterday';
SELECT is(pg_temp.due('2026-11-22 19:04Z'), '{}', 'a job that is gone is not run');

SELECT * FROM finish();
ROLLBACK;
