-- Without a history row the score is that of the day alone.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-03-10 22:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT '00000000-0000-0000-0000-000000000001', t.event_type, '2026-03-10 23:00:00+00'
FROM (VALUES ('chat_message'), ('chat_message'), ('biometric_sync')) AS t (event_type);
-- Somebody else's history is nobody's business.
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000002', '2026-03-09', 9, 90, 90, 'Rising', '{}', 3, 'v2'
);

SELECT results_eq(
    $$SELECT
        s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
        s.momentum_state, s.calculation_metadata ->> 'history_rows',
        s.calculation_metadata ->> 'previous_state'
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s$$,
    $$VALUES (5.00, 50.00, 50.00, 'Steady', '0', NULL)$$,
    'the final score is the normalised one, and there is no previous state'
);
SELECT is(
    (
        SELECT s.final_score
        FROM momentum.calculate_score(
            '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
        ) AS s
    ),
    3.00,
    'so it is under v1'
);

SELECT * FROM finish();
ROLLBACK;
