-- What is given is what is stored.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT is(
    momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'lesson_completion',
        '2026-03-09 23:59:59.999999+00', '{"minutes": 20}', '0e000000-0000-0000-0000-000000000001'
    ),
    '0e000000-0000-0000-0000-000000000001'::uuid,
    'the id given is returned'
);
SELECT results_eq(
    'SELECT e.id, e.event_type, e.event_ts, e.payload FROM momentum.momentum_events AS e',
    $$VALUES (
        '0e000000-0000-0000-0000-000000000001'::uuid, 'lesson_completion',
        '2026-03-09 23:59:59.999999+00'::timestamptz, '{"minutes": 20}'::jsonb
    )$$,
    'id, type, time to the microsecond and payload are stored'
);
SELECT lives_ok(
    $$SELECT momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'walk', '1999-12-31 12:00:00+00'
    )$$,
    'an event may be of long ago, before the user was created'
);
SELECT lives_ok(
    $$SELECT momentum.record_event('00000000-0000-0000-0000-000000000001', 'Ärger 😀')$$,
    'a type may be any text'
);

SELECT * FROM finish();
ROLLBACK;
