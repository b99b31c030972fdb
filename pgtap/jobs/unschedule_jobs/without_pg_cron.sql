-- Without pg_cron in the database it says what to do; with it: tests/jobs/test_pg_cron.py.
BEGIN;
SELECT plan(1);

SET LOCAL ROLE service_role;
SELECT throws_ok(
    $$SELECT momentum.unschedule_jobs()$$, 'PM012', 'pg_cron is not in this database',
    'it needs pg_cron in this database'
);

SELECT * FROM finish();
ROLLBACK;
