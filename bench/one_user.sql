\set n :n + 1
\set number (:n * 8 + :client_id) % :users
INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown, event_count, algorithm_version, calculation_metadata)
VALUES (md5('user ' || :number::text)::uuid, :day::date, 9, 90, 78.42, 'Rising', '{"events": {"chat_message": {"count": 3, "counted": 3, "points": 6}, "action_step_complete": {"count": 1, "counted": 1, "points": 3}}, "pillars": {"movement": 3, "unassigned": 6}}', 4, 'v2', '{"points": 9, "decayed": 51.4, "history_rows": 30, "previous_state": "Steady"}')
ON CONFLICT (user_id, score_date) DO UPDATE
SET raw_score = excluded.raw_score, normalized_score = excluded.normalized_score, final_score = excluded.final_score, momentum_state = excluded.momentum_state, breakdown = excluded.breakdown, event_count = excluded.event_count, algorithm_version = excluded.algorithm_version, calculation_metadata = excluded.calculation_metadata;
