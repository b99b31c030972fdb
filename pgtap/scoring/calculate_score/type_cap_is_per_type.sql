-- The cap per type is of each type by itself.
BEGIN;
SELECT plan(1);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    '00000000-0000-0000-0000-000000000001', t.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n)
FROM (VALUES ('app_session', 6), ('lesson_start', 5), ('goal_setting', 1)) AS t (
    event_type, copies
)
CROSS JOIN LATERAL generate_series(1, t.copies) AS n;

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (
        52.00::numeric, 12,
        '{
            "app_session": {"count": 6, "counted": 5, "points": 15},
            "lesson_start": {"count": 5, "counted": 5, "points": 25},
            "goal_setting": {"count": 1, "counted": 1, "points": 12}
        }'::jsonb
    )$$,
    'six of a type lose one, five of another none, one of a third none'
);

SELECT * FROM finish();
ROLLBACK;
