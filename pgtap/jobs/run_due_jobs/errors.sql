-- What is wrong is an error before anything is committed; what it runs is tried in tests/jobs.
BEGIN;
SELECT plan(2);

SET LOCAL ROLE service_role;
SELECT throws_ok($$CALL momentum.run_due_jobs('infinity')$$, 'PM004', NULL, 'no instant');
SELECT throws_ok($$CALL momentum.run_due_jobs()$$, '2D000', NULL, 'inside a transaction');

SELECT * FROM finish();
ROLLBACK;
