-- Nothing is taken over under a snapshot that would be older than the lock.
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ;
SELECT plan(1);

SELECT throws_ok(
    'SELECT momentum._import_staged_activities()', 'PM011', NULL, 'REPEATABLE READ: PM011'
);

SELECT * FROM finish();
ROLLBACK;
