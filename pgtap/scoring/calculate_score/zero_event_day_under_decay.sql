-- A day without points under the policy decay (v1) falls off gradually.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 80, 80, 80, 'Rising', '{}', 4, 'v1'
);

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
        s.momentum_state, s.event_count, s.breakdown
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (
        0.00::numeric, 0.00::numeric, 11.58::numeric, 'NeedsCare', 0,
        '{"events": {}, "pillars": {}}'::jsonb
    )$$,
    'the day before still counts'
);
SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.final_score::numeric, s.momentum_state
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000002', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (0.00::numeric, 0.00::numeric, 'NeedsCare')$$,
    'without a day before, nothing is nothing'
);

SELECT * FROM finish();
ROLLBACK;
