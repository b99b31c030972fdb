-- Whoever runs the jobs on their schedules names whole minutes.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 09:00Z');
SELECT ok(NOT momentum._jobs_are_run(), 'nothing has run');
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES
    ('a', '2026-11-21 08:00:01Z', '2026-11-21 08:00:01Z', '2026-11-21 08:00:01Z', 'succeeded', 1),
    ('a', '2026-11-20 09:00Z', '2026-11-21 08:00Z', '2026-11-21 08:00Z', 'succeeded', 1);
SELECT ok(NOT momentum._jobs_are_run(), 'not by hand, not for a minute 24 hours ago');
INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, finished_at, status, attempt)
VALUES ('a', '2062-11-21 08:00Z', '2062-11-21 08:00Z', '2062-11-21 08:00Z', 'succeeded', 1);
SELECT ok(NOT momentum._jobs_are_run(), 'not while the clock was wrong');
UPDATE momentum.job_runs SET scheduled_at = '2026-11-20 09:01Z'
WHERE scheduled_at = '2026-11-20 09:00Z';
SELECT ok(momentum._jobs_are_run(), 'less than 24 hours ago');
UPDATE momentum.job_runs SET status = 'failed', error = 'XX000: no';
SELECT ok(momentum._jobs_are_run(), 'also where it failed');

SELECT * FROM finish();
ROLLBACK;
