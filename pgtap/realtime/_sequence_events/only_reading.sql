-- A read-only transaction gives out no positions.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
VALUES (gen_random_uuid(), 'a', '{}');
SAVEPOINT reading;
SET LOCAL transaction_read_only = on;
SELECT is(momentum._sequence_events(), 0::bigint, 'a read-only transaction moves nothing');
SELECT throws_ok(
    'SELECT momentum.realtime_events_since(NULL)', 'PM011', NULL,
    'so whoever reads in one is told, rather than never shown what is new'
);

SELECT * FROM finish();
ROLLBACK;
