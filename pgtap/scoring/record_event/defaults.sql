-- Null time: now. Null id: a new one. No payload: an empty object.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT momentum.record_event(
    '00000000-0000-0000-0000-000000000001', 'chat_message'
) AS event_id \gset
SELECT results_eq(
    $$SELECT e.user_id, e.event_type, e.event_ts, e.payload, e.pillar_id, e.deleted_at
    FROM momentum.momentum_events AS e$$,
    $$VALUES (
        '00000000-0000-0000-0000-000000000001'::uuid, 'chat_message',
        '2026-03-10 09:30:00+00'::timestamptz, '{}'::jsonb, NULL::text, NULL::timestamptz
    )$$,
    'the event is recorded at the time of the clock, with an empty payload'
);
SELECT is(
    (SELECT e.id FROM momentum.momentum_events AS e), :'event_id'::uuid, 'its id is returned'
);
SELECT isnt(
    momentum.record_event('00000000-0000-0000-0000-000000000001', 'chat_message'),
    :'event_id'::uuid,
    'without an id every call is another event, also at the same time'
);
SELECT is((SELECT count(*) FROM momentum.momentum_events), 2::bigint, 'so there are two');

SELECT * FROM finish();
ROLLBACK;
