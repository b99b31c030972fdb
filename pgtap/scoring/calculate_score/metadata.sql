-- What the blend was made of is kept beside the score.
BEGIN;
SELECT plan(1);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-03-08', 6, 60, 60, 'Steady', '{}', 3, 'v2'),
    ('00000000-0000-0000-0000-000000000001', '2026-03-09', 8, 80, 80, 'Rising', '{}', 4, 'v2');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 10:00:00+00');

SELECT is(
    s.calculation_metadata,
    '{"points": 4, "decayed": 59.5223, "history_rows": 2, "previous_state": "Rising"}',
    'points, decayed history, number of history rows, previous state'
)
FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s;

SELECT * FROM finish();
ROLLBACK;
