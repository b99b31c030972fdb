-- A version that can be loaded can be scored with: also one that forgets within minutes.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'brief', '{"nap": 5, "max_weight_per_day": 10, "half_life_days": 0.01, "history_days": 366}'
    )$$,
    'the shortest half life with the longest history'
);
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'nap', '2026-03-10 09:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 8, 80, 80, 'Rising', '{}', 4, 'v2'
);
SELECT lives_ok(
    $$SELECT momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'brief'
    )$$,
    'a day can be scored with it'
);
SELECT is(
    (
        SELECT s.final_score FROM momentum.daily_engagement_scores AS s
        WHERE s.score_date = '2026-03-10'
    ),
    50.00,
    'the history has no weight that shows'
);

SELECT * FROM finish();
ROLLBACK;
