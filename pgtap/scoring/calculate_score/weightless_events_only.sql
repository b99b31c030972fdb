-- Events that weigh nothing are a day without points, under both policies; they are still counted.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'light', '{"glance": 0, "max_weight_per_day": 100, "zero_event_policy": "decay"}'
    )$$,
    'a version may have a weight of zero'
);
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 80, 80, 80, 'Rising', '{}', 4, 'v2'
);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    '00000000-0000-0000-0000-000000000001', 'glance',
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n)
FROM generate_series(1, 3) AS n;

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.final_score::numeric, s.event_count, s.breakdown
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v2'
    ) AS s$$,
    $$VALUES (
        0.00::numeric, 0.00::numeric, 3,
        '{"events": {"glance": {"count": 3, "counted": 3, "points": 0}}, "pillars": {}}'::jsonb
    )$$,
    'zero: the score is 0, though there were events; no pillar has points'
);
SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.final_score::numeric, s.event_count, s.breakdown
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'light'
    ) AS s$$,
    $$VALUES (
        0.00::numeric, 11.58::numeric, 3,
        '{"events": {"glance": {"count": 3, "counted": 3, "points": 0}}, "pillars": {}}'::jsonb
    )$$,
    'decay: the score is blended from the history'
);

SELECT * FROM finish();
ROLLBACK;
