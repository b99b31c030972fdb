-- When a run is tried again.
BEGIN;
SELECT plan(6);

SELECT is(
    momentum._retry_at(
        (
            1, 'a', '2026-11-21 02:00Z', '2026-11-21 02:00Z', '2026-11-21 02:01Z', w.status,
            w.attempt, NULL, NULL, 'x', 1
        )::momentum.job_runs,
        '2 minutes'
    ),
    w.expected::timestamptz,
    format('attempt %s, %s', w.attempt, w.status)
)
FROM (
    VALUES
    (1, 'failed', '2026-11-21 02:03Z'),
    (2, 'failed', '2026-11-21 02:05Z'),
    (3, 'failed', '2026-11-21 02:09Z'),
    (11, 'failed', '2026-11-22 12:09Z'),
    (20, 'failed', '2026-11-22 12:09Z'),
    (3, 'abandoned', '2026-11-21 02:01Z')
) AS w (attempt, status, expected);

SELECT * FROM finish();
ROLLBACK;
