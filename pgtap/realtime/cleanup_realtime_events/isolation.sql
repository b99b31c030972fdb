-- Above READ COMMITTED it is refused.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(1);

SELECT throws_ok(
    'SELECT momentum.cleanup_realtime_events()', 'PM011', NULL,
    'the snapshot may be older than what is to be dropped'
);

SELECT * FROM finish();
ROLLBACK;
