-- It needs READ COMMITTED.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(1);

SELECT throws_ok(
    $$SELECT momentum.reconcile_badges()$$,
    'PM011', NULL, 'a snapshot taken before the turn does not see what came since'
);

SELECT * FROM finish();
ROLLBACK;
