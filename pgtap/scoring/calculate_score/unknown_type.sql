-- An event type without a weight has the default weight of the version: 1 under v1, 0 under v2.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'moon_walk', '2026-03-10 09:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'moon_walk', '2026-03-10 10:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'Chat_Message', '2026-03-10 11:00:00+00');

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (
        3.00::numeric, 3,
        '{
            "moon_walk": {"count": 2, "counted": 2, "points": 2},
            "Chat_Message": {"count": 1, "counted": 1, "points": 1}
        }'::jsonb
    )$$,
    'v1: a point each'
);
SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.final_score::numeric, s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v2'
    ) AS s$$,
    $$VALUES (
        0.00::numeric, 0.00::numeric, 3,
        '{
            "moon_walk": {"count": 2, "counted": 2, "points": 0},
            "Chat_Message": {"count": 1, "counted": 1, "points": 0}
        }'::jsonb
    )$$,
    'v2: nothing; a type is spelled exactly'
);

SELECT * FROM finish();
ROLLBACK;
