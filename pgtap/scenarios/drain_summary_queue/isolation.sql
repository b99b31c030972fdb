-- Counting needs to see what others have committed.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(4);


SELECT throws_ok(
    'SELECT momentum.' || f.call, 'PM011', 'this cannot be done at isolation level repeatable read',
    f.call
)
FROM (
    VALUES
    ('drain_summary_queue()'), ('rebuild_annual_summary()'), ('evaluate_scenarios()'),
    ('evaluate_expiry()')
) AS f (call);

SELECT * FROM finish();
ROLLBACK;
