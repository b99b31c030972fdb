-- Whether a message is sent is tried in tests/jobs; here: a run of a job that is gone is no error.
BEGIN;
SELECT plan(1);

SET LOCAL ROLE service_role;
SELECT lives_ok(
    $$SELECT momentum._alert_job(
        (1, 'gone', now(), now(), now(), 'failed', 3, NULL, NULL, 'x', 1)::momentum.job_runs
    )$$,
    'nobody is told of a job that is gone'
);

SELECT * FROM finish();
ROLLBACK;
