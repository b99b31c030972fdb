-- The last values that are still allowed.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 23:57:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT lives_ok(
    $$SELECT momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'a', '2026-03-11 00:02:00+00'
    )$$,
    'exactly five minutes ahead, though that is tomorrow'
);
SELECT is(
    octet_length(jsonb_build_object('a', repeat('x', 65527))::text), 65536,
    'the payload of the next test has 65,536 bytes'
);
SELECT lives_ok(
    $$SELECT momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'b', NULL,
        jsonb_build_object('a', repeat('x', 65527))
    )$$,
    'a payload of exactly 64 kB'
);
SELECT lives_ok(
    $$SELECT momentum.record_event('00000000-0000-0000-0000-000000000001', repeat('c', 200))$$,
    'a type of exactly 200 characters'
);
SELECT is((SELECT count(*) FROM momentum.momentum_events), 3::bigint, 'all are recorded');

SELECT * FROM finish();
ROLLBACK;
