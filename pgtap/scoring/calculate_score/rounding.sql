-- Scores have two decimals, rounded half away from zero, and only once: at the end.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT momentum.load_score_version(
    'fine', '{"tick": 0.01, "max_weight_per_day": 200, "raw_share": 1}'
) AS loaded \gset
SELECT momentum.load_score_version('thirds', '{"tick": 1, "max_weight_per_day": 3}') AS loaded \gset
SELECT momentum.load_score_version(
    'edge', '{"tick": 135.99, "max_weight_per_day": 200, "raw_share": 1}'
) AS loaded \gset

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'tick', '2026-03-10 09:00:00+00');

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'fine'
    ) AS s$$,
    'VALUES (0.01, 0.01, 0.01)',
    '0.005 is rounded to 0.01'
);

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 0, 0, 0, 'Rising', '{}', 0, 'v2'
);
SELECT results_eq(
    $$SELECT s.normalized_score::numeric, s.final_score::numeric
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'thirds'
    ) AS s$$,
    'VALUES (33.33, 28.51)',
    'a third is not rounded before the blend: 28.5066, not 28.5037'
);
SELECT results_eq(
    $$SELECT s.final_score::numeric, s.momentum_state
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'edge'
    ) AS s$$,
    $$VALUES (68.00, 'Rising')$$,
    'the state is that of the rounded score: 67.995 is 68, and Rising holds'
);

SELECT * FROM finish();
ROLLBACK;
