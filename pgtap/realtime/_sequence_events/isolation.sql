-- Above READ COMMITTED no positions are given out, and none are read.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(2);

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
VALUES (gen_random_uuid(), 'a', '{}');
SELECT is(momentum._sequence_events(), 0::bigint, 'nothing is moved');
SELECT throws_ok(
    'SELECT momentum.realtime_events_since(NULL)', 'PM011',
    'this cannot be done at isolation level repeatable read', 'the snapshot may be older'
);

SELECT * FROM finish();
ROLLBACK;
