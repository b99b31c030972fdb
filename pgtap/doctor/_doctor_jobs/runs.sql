-- Which runs, or lack of runs, are a finding.
BEGIN;
SELECT plan(20);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 09:00Z');
UPDATE momentum.jobs SET
    enabled = name IN ('score-yesterday', 'scenario-expiry'),
    created_at = CASE WHEN catch_up THEN timestamptz '2026-11-20 08:00Z' ELSE '2026-01-01Z' END,
    updated_at = '2026-11-20 09:00Z';

CREATE FUNCTION pg_temp.found() RETURNS text LANGUAGE sql AS $found$
    SELECT string_agg(d.check_name || ' ' || d.subject, '; ') FROM momentum._doctor_jobs() AS d
$found$;
CREATE FUNCTION pg_temp.mends() RETURNS text LANGUAGE sql AS $mends$
    SELECT string_agg(array_to_string(d.mend, ', ') || ' ' || d.fixable, '; ')
    FROM momentum._doctor_jobs() AS d
$mends$;
CREATE FUNCTION pg_temp.run(
    p_name text, p_for timestamptz, p_status text, p_attempt integer DEFAULT 1
)
RETURNS void LANGUAGE sql AS $run$
    INSERT INTO momentum.job_runs (
        job_name, scheduled_at, started_at, finished_at, status, attempt, error
    )
    VALUES (
        p_name, p_for, p_for, CASE WHEN p_status <> 'running' THEN p_for END, p_status, p_attempt,
        CASE WHEN p_status NOT IN ('running', 'succeeded') THEN 'XX000: attempt ' || p_attempt END
    )
$run$;

SELECT is(pg_temp.found(), NULL, 'one that is new, or was changed a day ago');
UPDATE momentum.jobs SET updated_at = '2026-11-20 08:59:59Z';
SELECT is(pg_temp.found(), 'jobs_not_run for a day', 'nobody has run anything for a day');
SELECT is(
    pg_temp.mends(), 'pgmomentum jobs install, pgmomentum jobs serve false',
    'who is to do so is a decision'
);
UPDATE momentum.jobs SET schedule = '0 2 * * 1' WHERE NOT catch_up;
UPDATE momentum.jobs SET enabled = false WHERE catch_up;
UPDATE momentum.jobs SET updated_at = '2026-11-20 08:59:59Z';
SELECT is(pg_temp.found(), NULL, 'no job runs each day');
UPDATE momentum.jobs SET enabled = true WHERE catch_up;

SELECT pg_temp.run('score-yesterday', '2026-11-20 08:00Z', 'succeeded');
UPDATE momentum.job_runs SET job_name = 'scenario-expiry', scheduled_at = '2026-11-21 06:20Z';
SELECT is(pg_temp.found(), NULL, 'made 25 hours ago');
UPDATE momentum.jobs SET created_at = '2026-11-20 07:59:59Z', updated_at = '2026-01-01Z';
SELECT is(pg_temp.found(), 'job_overdue score-yesterday: has never succeeded', 'one that catches up');
SELECT is(pg_temp.mends(), 'pgmomentum jobs run score-yesterday true', 'which makes up for all');
SELECT pg_temp.run('score-yesterday', '2026-11-20 07:00Z', 'succeeded');
SELECT pg_temp.run('score-yesterday', '2026-11-21 02:00Z', 'failed');
SELECT is(
    pg_temp.found(),
    'job_overdue score-yesterday: succeeded last for 2026-11-20 07:00:00+00',
    'failed, and to be tried again'
);
SELECT pg_temp.run('score-yesterday', '2026-11-21 02:00Z', 'succeeded', 2);
SELECT is(pg_temp.found(), NULL, 'it has');

SELECT pg_temp.run('score-yesterday', '2026-11-19 02:00Z', 'failed', 4);
SELECT pg_temp.run('score-yesterday', '2026-11-19 02:00Z', 'failed', 3);
SELECT pg_temp.run('maintain-partitions', '2026-11-21 03:00Z', 'failed', 3);
SELECT pg_temp.run('score-yesterday', '2026-11-18 02:00:00.5Z', 'abandoned', 4);
SELECT pg_temp.run('score-yesterday', '2026-11-17 02:00Z', 'failed', 2);
SELECT is(
    pg_temp.found(),
    'job_failed score-yesterday: XX000: attempt 4',
    'days that were given up, though it succeeded later; not of one that is disabled'
);
SELECT is(
    pg_temp.mends(),
    'pgmomentum jobs run score-yesterday --now 2026-11-18T02:00:00.5+00:00, '
    'pgmomentum jobs run score-yesterday --now 2026-11-19T02:00:00+00:00 true',
    'are run for'
);
SELECT pg_temp.run('score-yesterday', '2026-11-19 02:00Z', 'succeeded', 5);
SELECT pg_temp.run('score-yesterday', '2026-11-18 02:00:00.5Z', 'succeeded', 5);
SELECT is(pg_temp.found(), NULL, 'they were');

SELECT pg_temp.run('scenario-expiry', '2026-11-21 07:20Z', 'failed', 3);
SELECT is(
    pg_temp.found() || ' ' || pg_temp.mends(),
    'job_failed scenario-expiry: XX000: attempt 3 '
    'pgmomentum jobs run scenario-expiry true',
    'one that does not catch up is run now'
);
SELECT pg_temp.run('scenario-expiry', '2026-11-21 08:20Z', 'succeeded');
SELECT is(pg_temp.found(), NULL, 'a later run has done it');
SELECT pg_temp.run('scenario-expiry', '2026-11-21 08:30Z', 'failed');
SELECT is(pg_temp.found(), NULL, 'it is to be tried again');
UPDATE momentum.jobs SET retry_after = '23:30' WHERE name = 'scenario-expiry';
SELECT is(pg_temp.found(), NULL, 'tomorrow, within a day of when it should have run');
UPDATE momentum.jobs SET retry_after = '24:00' WHERE name = 'scenario-expiry';
SELECT is(
    pg_temp.found(), 'job_failed scenario-expiry: XX000: attempt 1', 'that would be too late'
);
UPDATE momentum.jobs SET retry_after = '1 minute' WHERE name = 'scenario-expiry';
DELETE FROM momentum.job_runs WHERE job_name = 'scenario-expiry' AND status = 'failed';

SELECT pg_temp.run('gone', '2026-11-21 08:55Z', 'running');
SELECT is(pg_temp.found(), NULL, 'five minutes are little');
UPDATE momentum.job_runs SET started_at = '2026-11-21 08:54:59Z' WHERE status = 'running';
SELECT is(
    pg_temp.found() || ' ' || pg_temp.mends(),
    'run_abandoned gone, since 2026-11-21 08:54:59+00 CALL momentum.run_due_jobs() true',
    'a run without a session, also of a job that is gone'
);
SELECT pg_advisory_lock(7717, hashtext('gone'));
SELECT is(pg_temp.found(), NULL, 'it is under way');
SELECT pg_advisory_unlock_all();

SELECT * FROM finish();
ROLLBACK;
