-- v1 counts five events of one type. v2 counts them all, up to the cap of the day.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT lives_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    SELECT
        '00000000-0000-0000-0000-000000000001', 'chat_message',
        '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n)
    FROM generate_series(1, 7) AS n$$,
    'seven messages on one day'
);

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
        s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v2'
    ) AS s$$,
    $$VALUES (
        10.00::numeric, 100.00::numeric, 100.00::numeric, 7,
        '{"chat_message": {"count": 7, "counted": 7, "points": 14}}'::jsonb
    )$$,
    'v2: all seven count, fourteen points, of which the day takes ten'
);

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
        s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (
        5.00::numeric, 5.00::numeric, 5.00::numeric, 7,
        '{"chat_message": {"count": 7, "counted": 5, "points": 5}}'::jsonb
    )$$,
    'v1: five of the seven count, a point each; all seven are in event_count'
);

SELECT * FROM finish();
ROLLBACK;
