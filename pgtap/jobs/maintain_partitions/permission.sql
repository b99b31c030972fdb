-- The service makes partitions, although only the owner of the table could; nobody else does.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');

SET LOCAL ROLE authenticated;
SELECT throws_ok('SELECT momentum.maintain_partitions()', '42501', NULL, 'users may not');
SET LOCAL ROLE service_role;
SELECT is(
    (SELECT count(*) FROM momentum.maintain_partitions()), 4::bigint, 'service_role may'
);
SELECT throws_ok(
    'SELECT FROM momentum.momentum_events_2026_11', '42501', NULL,
    'a partition itself is closed, to service_role too'
);
SELECT lives_ok('SELECT * FROM momentum.dropped_partitions', 'what was dropped can be read');

SELECT * FROM finish();
ROLLBACK;
