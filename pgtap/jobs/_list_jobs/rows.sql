-- The last run of each job, the one under way, and one whose session has ended.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, rows_done, rows_total, error
)
VALUES
    ('scenario-expiry', '2026-11-20 06:20Z', '2026-11-20 06:20Z', '2026-11-20 06:21Z', 'succeeded', 1, 7, NULL, NULL),
    ('scenario-expiry', '2026-11-21 06:20Z', '2026-11-21 06:20:01Z', '2026-11-21 06:20:03.5Z', 'failed', 2, NULL, NULL, 'P0001: no'),
    ('scenario-expiry', '2026-11-22 06:20Z', '2026-11-22 06:20Z', '2026-11-22 06:20Z', 'skipped', 1, NULL, NULL, 'busy'),
    ('drain-rescore-queue', '2026-11-21 06:19Z', '2026-11-21 06:19Z', '2026-11-21 06:19Z', 'succeeded', 1, 0, 0, NULL),
    ('drain-rescore-queue', '2026-11-21 06:20Z', '2026-11-21 06:20Z', NULL, 'running', 1, 500, 2000, NULL),
    ('score-yesterday', '2026-11-21 02:00Z', '2026-11-21 02:00Z', NULL, 'running', 1, NULL, NULL, NULL);
SET LOCAL ROLE service_role;
SELECT pg_advisory_lock(7717, hashtext('drain-rescore-queue'));
CREATE TEMPORARY VIEW listed AS SELECT * FROM momentum._list_jobs();
SELECT is((SELECT count(*) FROM listed), 11::bigint, 'each job is there');
SELECT results_eq(
    $$SELECT l.last_status, l.last_seconds, l.last_attempt, l.last_error, l.running_since
    FROM listed AS l WHERE l.name = 'scenario-expiry'$$,
    $$VALUES ('failed', 2.5::double precision, 2, 'P0001: no', NULL::timestamptz)$$,
    'the last run, which is none that was skipped'
);
SELECT results_eq(
    $$SELECT
        l.last_status, l.last_rows, l.running_since, l.running_done, l.running_total, l.running_pid
    FROM listed AS l WHERE l.name = 'drain-rescore-queue'$$,
    format(
        $$VALUES (
            'succeeded', 0::bigint, timestamptz '2026-11-21 06:20Z', 500::bigint, 2000::bigint, %s
        )$$,
        pg_backend_pid()
    ),
    'one that is under way, and the one before it'
);
SELECT results_eq(
    $$SELECT l.last_status, l.last_seconds, l.last_error, l.running_since
    FROM listed AS l WHERE l.name = 'score-yesterday'$$,
    $$VALUES (
        'abandoned', NULL::double precision, 'the session ended before the run did',
        NULL::timestamptz
    )$$,
    'one whose session has ended'
);
SELECT results_eq(
    $$SELECT l.schedule, l.enabled, l.catch_up, l.last_status
    FROM listed AS l WHERE l.name = 'maintain-partitions'$$,
    $$VALUES ('0 3 * * *', true, false, NULL)$$,
    'one that never ran'
);
SELECT results_eq(
    $$SELECT l.name, l.succeeded_at FROM listed AS l WHERE l.succeeded_at IS NOT NULL$$,
    $$VALUES
        ('drain-rescore-queue', timestamptz '2026-11-21 06:19Z'),
        ('scenario-expiry', '2026-11-20 06:21Z')$$,
    'when one last succeeded'
);
SELECT pg_advisory_unlock_all();

SELECT * FROM finish();
ROLLBACK;
