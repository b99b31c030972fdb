-- A job of each minute that fails for days is found soon, however many runs there are.
BEGIN;
SELECT plan(1);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 09:00Z');
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
SELECT
    'drain-rescore-queue', m.minute, m.minute, m.minute, 'failed', a.number, 'XX000: attempt'
FROM generate_series(
    timestamptz '2026-11-17 03:00Z', '2026-11-21 08:59Z', interval '1 minute'
) AS m (minute)
CROSS JOIN generate_series(1, 3) AS a (number);
SET LOCAL statement_timeout = '5s';
SELECT is(
    array_agg(d.subject),
    '{drain-rescore-queue: XX000: attempt}',
    'once'
)
FROM momentum._doctor_jobs() AS d
WHERE d.check_name = 'job_failed';

SELECT * FROM finish();
ROLLBACK;
