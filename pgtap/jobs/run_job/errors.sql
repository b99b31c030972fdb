-- What is wrong is an error before anything is committed; what it runs is tried in tests/jobs.
BEGIN;
SELECT plan(5);

SET LOCAL ROLE service_role;
SELECT throws_ok(
    $$CALL momentum.run_job('score')$$, 'PM007', 'unknown job: score', 'an unknown job'
);
SELECT throws_ok($$CALL momentum.run_job(NULL)$$, 'PM007', 'unknown job: null', 'no job');
SELECT throws_ok(
    $$CALL momentum.run_job('score-yesterday', 'infinity')$$, 'PM004', NULL, 'no instant'
);
SELECT throws_ok(
    $$CALL momentum.run_job('score-yesterday')$$, '2D000', NULL, 'inside a transaction'
);
SELECT is_empty('SELECT FROM momentum.job_runs', 'nothing is recorded');

SELECT * FROM finish();
ROLLBACK;
