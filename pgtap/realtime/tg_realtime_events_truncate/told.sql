-- Truncated, and readers are told.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
SELECT gen_random_uuid(), 'e', '{}' FROM generate_series(1, 3);
SELECT momentum.realtime_events_since(NULL, NULL, 2) ->> 'last_event_id' AS second \gset
SELECT momentum.realtime_events_since(NULL, :'second') ->> 'last_event_id' AS third \gset
TRUNCATE momentum.realtime_events;
SELECT is(
    (SELECT p.last_position - p.dropped_position FROM momentum.realtime_positions AS p), 0::bigint,
    'all positions given out are gone'
);
SELECT is(
    momentum.realtime_events_since(NULL, :'second') ->> 'recovered', 'false',
    'who has not seen all is told'
);
SELECT is(
    momentum.realtime_events_since(NULL, :'third') ->> 'recovered', 'true',
    'who has seen all goes on'
);
SELECT is(
    momentum.realtime_events_since(NULL) ->> 'recovered', 'true', 'from the oldest kept: nothing'
);

SELECT * FROM finish();
ROLLBACK;
