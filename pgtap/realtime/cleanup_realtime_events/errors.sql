-- Who may clean, and when.
BEGIN;
SELECT plan(5);

SELECT throws_ok(
    format('SELECT momentum.cleanup_realtime_events(%s)', i.instant), 'PM004', NULL,
    format('%s is no time', i.instant)
)
FROM (VALUES ('NULL'), ($$'infinity'$$)) AS i (instant);
SET LOCAL ROLE authenticated;
SELECT throws_ok('SELECT momentum.cleanup_realtime_events()', '42501', NULL, 'users may not');
SET LOCAL ROLE service_role;
SELECT lives_ok('SELECT momentum.cleanup_realtime_events()', 'service_role may');
RESET ROLE;
SELECT is_empty(
    $$SELECT c.relname
    FROM pg_class AS c
    JOIN momentum._realtime_partitions() AS p ON p.partition_name = c.relname
    WHERE
        c.relowner <> 'momentum_owner'::regrole
        OR NOT c.relrowsecurity
        OR obj_description(c.oid, 'pg_class') IS NULL
        OR c.relacl IS NOT NULL$$,
    'partitions are the owner''s, closed, and say what they are'
);

SELECT * FROM finish();
ROLLBACK;
