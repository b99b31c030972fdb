-- Old runs go, except the last one of each job that succeeded, and what is recorded as running.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 03:20Z');
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
SELECT
    w.job_name, w.at::timestamptz, w.at::timestamptz,
    CASE WHEN w.status <> 'running' THEN w.at::timestamptz END, w.status, 1,
    CASE WHEN w.status = 'failed' THEN 'x' END
FROM (
    VALUES
    ('a', '2026-10-20 00:00Z', 'succeeded'),
    ('a', '2026-10-21 00:00Z', 'succeeded'),
    ('a', '2026-10-22 03:19:59Z', 'failed'),
    ('a', '2026-10-22 03:20Z', 'failed'),
    ('b', '2026-09-01 00:00Z', 'failed'),
    ('b', '2026-09-02 00:00Z', 'running'),
    ('c', '2026-09-01 00:00Z', 'succeeded'),
    ('c', '2026-11-21 00:00Z', 'succeeded')
) AS w (job_name, at, status);
SET LOCAL ROLE service_role;
SELECT is(
    momentum.cleanup_job_runs('2026-10-01 00:00Z'), 0::bigint, 'as of a day past: nothing is so old'
);
SAVEPOINT before;
SELECT is(
    momentum.cleanup_job_runs('2062-01-01 00:00Z'), 4::bigint,
    'as of a day to come: no more than today'
);
ROLLBACK TO before;
SELECT is(momentum.cleanup_job_runs(), 4::bigint, 'what is older than 30 days goes');
SELECT results_eq(
    $$SELECT r.job_name, r.status, to_char(r.started_at AT TIME ZONE 'UTC', 'MM-DD')
    FROM momentum.job_runs AS r ORDER BY r.id$$,
    $$VALUES
        ('a', 'succeeded', '10-21'),
        ('a', 'failed', '10-22'),
        ('b', 'running', '09-02'),
        ('c', 'succeeded', '11-21')$$,
    'what tells what was missed stays'
);
SELECT is(momentum.cleanup_job_runs(), 0::bigint, 'once more: nothing');
UPDATE momentum.settings SET value = '1' WHERE name = 'job_run_retention_days';
SELECT is(momentum.cleanup_job_runs(), 1::bigint, 'fewer days are kept');
SELECT throws_ok(
    $$UPDATE momentum.settings SET value = '0' WHERE name = 'job_run_retention_days'$$,
    'PM006', NULL, 'not none'
);
SELECT throws_ok(
    $$SELECT momentum.cleanup_job_runs('infinity')$$, 'PM004', NULL, 'an instant is finite'
);

SELECT * FROM finish();
ROLLBACK;
