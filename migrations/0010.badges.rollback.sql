-- drops: momentum.badge_definitions momentum.badge_awards momentum.badge_evaluation_log
-- drops: momentum.award_reviews momentum.badge_turns momentum.badge_queue
-- drops: momentum.settings WHERE updated_at <> created_at AND name = 'live_badges'
DROP TYPE momentum._earned_badge;
DROP TYPE momentum._arrived_activity;
DROP TYPE momentum.streak_result;
DROP TABLE momentum.badge_queue;
DROP TABLE momentum.badge_turns;
DROP TABLE momentum.award_reviews;
DROP TABLE momentum.badge_evaluation_log;
DROP TABLE momentum.badge_awards;
DROP TABLE momentum.badge_definitions;
DROP INDEX momentum.activities_arrived_at_idx;
DELETE FROM momentum.settings WHERE name = 'live_badges';
