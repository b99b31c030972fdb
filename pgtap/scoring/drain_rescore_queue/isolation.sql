-- With a snapshot older than the locks, nothing can be drained.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(1);

SELECT throws_ok(
    'SELECT momentum.drain_rescore_queue()', 'PM011', NULL, 'REPEATABLE READ is refused'
);

SELECT * FROM finish();
ROLLBACK;
