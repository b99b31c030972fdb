-- Runs that are recorded as running are marked; those that have ended are left alone.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 03:00Z');
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES
    ('score-yesterday', '2026-11-20 02:00Z', '2026-11-20 02:00Z', '2026-11-20 02:01Z', 'succeeded', 1),
    ('score-yesterday', '2026-11-21 02:00Z', '2026-11-21 02:00Z', NULL, 'running', 3),
    ('scenario-expiry', '2026-11-21 02:00Z', '2026-11-21 02:00Z', NULL, 'running', 1);
SET LOCAL ROLE service_role;
SELECT lives_ok($$SELECT momentum._abandon_runs('score-yesterday')$$, 'the service may');
SELECT results_eq(
    $$SELECT r.job_name, r.status, r.finished_at, r.error
    FROM momentum.job_runs AS r ORDER BY r.id$$,
    $$VALUES
        ('score-yesterday', 'succeeded', timestamptz '2026-11-20 02:01Z', NULL),
        (
            'score-yesterday', 'abandoned', '2026-11-21 03:00Z',
            'the session ended before the run did'
        ),
        ('scenario-expiry', 'running', NULL, NULL)$$,
    'that of the job is marked'
);

SELECT * FROM finish();
ROLLBACK;
