-- What is wrong with entries of pg_cron; with a real one: tests/jobs/test_doctor.py.
BEGIN;
SELECT plan(17);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 09:00Z');
UPDATE momentum.jobs SET enabled = name IN ('score-yesterday', 'scenario-expiry');

CREATE TEMPORARY TABLE entry AS
SELECT e.name, e.schedule, e.command, 'me'::text AS role, true AS active
FROM momentum._cron_entries() AS e;
CREATE FUNCTION pg_temp.found(p_role text DEFAULT 'me', p_zone text DEFAULT NULL)
RETURNS text LANGUAGE sql AS $found$
    SELECT string_agg(
        replace(format('%s: %s', d.check_name, d.subject), momentum._cron_prefix(), '')
        || CASE WHEN d.fixable THEN '' ELSE ' (' || d.mend[1] || ')' END,
        '; '
    )
    FROM momentum._doctor_cron(
        (SELECT COALESCE(jsonb_agg(to_jsonb(e)), '[]') FROM entry AS e), p_role, p_zone
    ) AS d
$found$;
SAVEPOINT registered;

SELECT is(pg_temp.found(), NULL, 'all are there');
SELECT is(pg_temp.found('another'), NULL, 'of whatever role');
SELECT is(
    pg_temp.found('me', 'Europe/Zurich'),
    'cron_time_zone: Europe/Zurich (ALTER SYSTEM SET cron.timezone = ''GMT'')',
    'hours of another zone'
);
SELECT is(concat(pg_temp.found('me', 'Etc/UTC'), pg_temp.found('me', 'gmt')), '', 'hours of UTC');

DELETE FROM entry WHERE name LIKE '%/run-due-jobs';
SELECT is(pg_temp.found(), 'cron_entries_absent: run-due-jobs', 'one is not');
SELECT is(
    pg_temp.found('another'), 'cron_entries_absent: run-due-jobs (pgmomentum jobs install)',
    'to run them as another role is a decision'
);
SELECT matches(
    (
        SELECT d.meaning
        FROM momentum._doctor_cron(
            (SELECT jsonb_agg(to_jsonb(e)) FROM entry AS e), 'another', NULL
        ) AS d
    ),
    'The jobs run as me: do it as that role, or they will run as another', 'which is told'
);
DELETE FROM entry;
SELECT is(
    pg_temp.found(), 'cron_entries_absent: run-due-jobs, scenario-expiry, score-yesterday',
    'none is there'
);
INSERT INTO entry VALUES ('backup', '* * * * *', 'SELECT 1', 'another', true);
SELECT is(
    pg_temp.found(), 'cron_entries_absent: run-due-jobs, scenario-expiry, score-yesterday',
    'whoever has other entries'
);
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES ('a', '2026-11-21 08:00Z', '2026-11-21 08:00Z', '2026-11-21 08:00Z', 'succeeded', 1);
SELECT is(pg_temp.found('me', 'Europe/Zurich'), NULL, 'jobs serve runs them');
INSERT INTO entry SELECT e.name, e.schedule, e.command, 'me', true
FROM momentum._cron_entries() AS e WHERE e.name LIKE '%-%-jobs';
SELECT is(
    pg_temp.found(), 'cron_entries_absent: scenario-expiry, score-yesterday',
    'pg_cron runs them, not all'
);
ROLLBACK TO registered;

UPDATE entry SET schedule = '1 2 * * *' WHERE name LIKE '%/score-yesterday';
UPDATE entry SET active = false WHERE name LIKE '%/run-due-jobs';
UPDATE entry SET command = 'SELECT 1' WHERE name LIKE '%/scenario-expiry';
SELECT is(
    pg_temp.found(), 'cron_entries_outdated: run-due-jobs, scenario-expiry, score-yesterday',
    'another time, another command, switched off'
);
ROLLBACK TO registered;

INSERT INTO entry SELECT e.name, e.schedule, 'SELECT 1', 'another', true FROM entry AS e
WHERE e.name LIKE '%/score-yesterday';
INSERT INTO entry SELECT 'by hand', e.schedule, e.command, 'me', true FROM entry AS e
WHERE e.name LIKE '%/run-due-jobs';
INSERT INTO entry SELECT NULL, e.schedule, e.command, 'me', true FROM entry AS e
WHERE e.name LIKE '%/scenario-expiry';
SELECT is(
    pg_temp.found(),
    'cron_entries_doubled: by hand of me, score-yesterday of another, one without a name of me; '
    'cron_entries_outdated: score-yesterday',
    'of another role, under another name, under none'
);
SELECT is(
    pg_temp.found('third') LIKE
    'cron_entries_doubled: by hand of me, % (pgmomentum jobs install)',
    true,
    'whose are to stay is a decision'
);
ROLLBACK TO registered;

INSERT INTO entry VALUES
    (momentum._cron_prefix() || 'gone', '* * * * *', 'SELECT 1', 'me', true),
    ('backup', '* * * * *', 'SELECT 1', 'me', true),
    (NULL, '* * * * *', 'SELECT 1', 'me', true);
SELECT is(pg_temp.found(), 'cron_entries_left_over: gone', 'of a job that is gone');
ROLLBACK TO registered;
UPDATE momentum.jobs SET enabled = false WHERE name = 'scenario-expiry';
SELECT is(pg_temp.found(), 'cron_entries_left_over: scenario-expiry', 'of one that is disabled');
UPDATE momentum.jobs SET enabled = true, schedule = '3 3 * * *' WHERE name = 'maintain-partitions';
DELETE FROM entry WHERE name LIKE '%/score-yesterday';
UPDATE entry SET schedule = '1 * * * *' WHERE name LIKE '%/run-due-jobs';
SELECT is(
    pg_temp.found(),
    'cron_entries_absent: maintain-partitions, score-yesterday; '
    'cron_entries_left_over: scenario-expiry; cron_entries_outdated: run-due-jobs',
    'several'
);

SELECT * FROM finish();
ROLLBACK;
