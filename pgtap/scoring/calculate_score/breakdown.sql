-- The shape of the breakdown: per type its count, how many counted and the points, before the cap
-- of the day; per pillar the points.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    '00000000-0000-0000-0000-000000000001', t.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n)
FROM (VALUES ('chat_message', 6), ('biometric_sync', 1), ('nothing', 2)) AS t (event_type, copies)
CROSS JOIN LATERAL generate_series(1, t.copies) AS n;

SELECT is(
    s.breakdown,
    '{
        "events": {
            "chat_message": {"count": 6, "counted": 6, "points": 12},
            "biometric_sync": {"count": 1, "counted": 1, "points": 1},
            "nothing": {"count": 2, "counted": 2, "points": 0}
        },
        "pillars": {"unassigned": 13}
    }',
    'types with count, counted and points, and pillars, before the cap of the day'
)
FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s;
SELECT is(
    (SELECT s.event_count FROM momentum.daily_engagement_scores AS s), 9,
    'event_count has all events, those that weigh nothing included'
);
SELECT is(
    (SELECT s.calculation_metadata -> 'points' FROM momentum.daily_engagement_scores AS s), '13',
    'the points before the cap of the day are kept'
);

SELECT * FROM finish();
ROLLBACK;
