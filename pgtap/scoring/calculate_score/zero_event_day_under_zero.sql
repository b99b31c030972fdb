-- A day without points under the policy zero (v2) has the score 0, and a row.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 8, 80, 80, 'Rising', '{}', 4, 'v2'
);

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
        s.momentum_state, s.event_count, s.breakdown, s.algorithm_version
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s$$,
    $$VALUES (
        0.00::numeric, 0.00::numeric, 0.00::numeric, 'NeedsCare', 0,
        '{"events": {}, "pillars": {}}'::jsonb, 'v2'
    )$$,
    'a good day before does not help: the score is 0 and the state NeedsCare'
);
SELECT is(
    (
        SELECT count(*) FROM momentum.daily_engagement_scores AS s
        WHERE s.score_date = '2026-03-10' AND s.final_score = 0
    ),
    1::bigint,
    'the zero row is stored'
);

SELECT * FROM finish();
ROLLBACK;
