-- What it tells is tried in tests/jobs; here: that the service may.
BEGIN;
SELECT plan(1);

SET LOCAL ROLE service_role;
SELECT lives_ok(
    $$CALL momentum._report_run(
        (1, 'a', now(), now(), NULL, 'running', 1, NULL, NULL, NULL, 1)::momentum.job_runs
    )$$,
    'the service may'
);

SELECT * FROM finish();
ROLLBACK;
