-- Whole UTC days since the last run that succeeded, for jobs that catch up.
BEGIN;
SELECT plan(15);

UPDATE momentum.jobs SET created_at = '2026-11-10 12:00Z';
PREPARE run AS
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
VALUES ('score-yesterday', $1, $1, $1, $2, 1, CASE WHEN $2 <> 'succeeded' THEN 'x' END);
CREATE FUNCTION pg_temp.missed(p_now timestamptz) RETURNS text[] LANGUAGE sql AS $missed$
    SELECT COALESCE(array_agg(to_char(i AT TIME ZONE 'UTC', 'DD HH24:MI')), '{}')
    FROM unnest(momentum._missed_instants('score-yesterday', p_now)) AS i
$missed$;

SELECT is(pg_temp.missed('2026-11-10 15:00Z'), '{}', 'on the day that it was made: none');
SELECT is(pg_temp.missed('2026-11-11 02:00Z'), '{}', 'its first instant is now');
SELECT is(
    pg_temp.missed('2026-11-13 02:00Z'), '{11 02:00,12 02:00}', 'days since it was made'
);
UPDATE momentum.jobs SET created_at = '2026-11-10 01:00Z';
SELECT is(
    pg_temp.missed('2026-11-12 02:00Z'), '{10 02:00,11 02:00}', 'that day, if it was made before'
);
EXECUTE run('2026-11-12 02:00Z', 'succeeded');
SELECT is(pg_temp.missed('2026-11-13 02:00Z'), '{}', 'none since yesterday');
SELECT is(
    pg_temp.missed('2026-11-15 02:00Z'), '{13 02:00,14 02:00}', 'two days since then'
);
EXECUTE run('2026-11-13 02:00Z', 'failed');
EXECUTE run('2026-11-14 02:00Z', 'abandoned');
EXECUTE run('2026-11-14 02:05Z', 'skipped');
SELECT is(
    pg_temp.missed('2026-11-15 02:00Z'), '{13 02:00,14 02:00}', 'what did not succeed is missed'
);
EXECUTE run('2026-11-14 17:00Z', 'succeeded');
SELECT is(
    pg_temp.missed('2026-11-15 02:00Z'), '{}', 'a run of that day, at whatever time, counts'
);
UPDATE momentum.job_runs SET scheduled_at = '2026-11-14 01:00Z'
WHERE scheduled_at = '2026-11-14 17:00Z';
SELECT is(pg_temp.missed('2026-11-15 02:00Z'), '{}', 'one in its early hours, too');
UPDATE momentum.job_runs SET scheduled_at = '2026-11-14 17:00Z'
WHERE scheduled_at = '2026-11-14 01:00Z';
SELECT is(
    pg_temp.missed('2026-11-14 02:00Z'), '{13 02:00}',
    'for an instant in the past, what came after it does not'
);
SELECT is(
    momentum._missed_instants('scenario-expiry', '2026-11-20 02:00Z'), '{}',
    'other jobs do not catch up'
);
SELECT is(momentum._missed_instants('nobody', '2026-11-20 02:00Z'), '{}', 'nor does an unknown one');
SET LOCAL client_min_messages = error;
SELECT is(
    cardinality(momentum._missed_instants('score-yesterday', '2026-12-25 02:00Z')), 31,
    'at most 31 days'
);
SELECT is(
    (pg_temp.missed('2026-12-25 02:00Z'))[1], '24 02:00', 'which are the last ones: from 24 November'
);
SELECT is(
    momentum._missed_instants('score-yesterday', '9999-12-31 23:59Z'),
    ARRAY(
        SELECT generate_series('9999-11-30 02:00Z', '9999-12-30 02:00Z'::timestamptz, '24 hours')
    ),
    'however long ago the last run was'
);

SELECT * FROM finish();
ROLLBACK;
