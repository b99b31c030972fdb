-- The row stays, whatever else is done to it.
BEGIN;
SELECT plan(4);

SELECT throws_ok(
    c.command || ' momentum.realtime_positions', 'PM006',
    'the row of realtime_positions cannot be taken away', c.command
)
FROM (VALUES ('DELETE FROM'), ('TRUNCATE')) AS c (command);
SELECT throws_ok(
    'TRUNCATE momentum.realtime_events, momentum.realtime_positions', 'PM006', NULL,
    'nor with the events'
);
SELECT lives_ok(
    'UPDATE momentum.realtime_positions SET last_position = last_position + 1',
    'it can be updated'
);

SELECT * FROM finish();
ROLLBACK;
