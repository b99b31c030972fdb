-- Above READ COMMITTED no positions are given out, and what has one is read.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(4);

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
VALUES (gen_random_uuid(), 'a', '{}');
SELECT is(momentum._sequence_events(), 0::bigint, 'nothing is moved');
INSERT INTO momentum.realtime_events
VALUES (gen_random_uuid(), 2, now(), 'a', '{}', now());
UPDATE momentum.realtime_positions SET last_position = 2;
SELECT is(
    momentum.realtime_events_since(NULL, momentum._realtime_incarnation() || '-' || a.position)
    ->> 'recovered',
    a.recovered, a.description
)
FROM (
    VALUES
    (2, 'true', 'nothing new is nothing new'),
    (1, 'true', 'the next event is there'),
    (0, 'false', 'the next event is gone, although the snapshot does not know')
) AS a (position, recovered, description);

SELECT * FROM finish();
ROLLBACK;
