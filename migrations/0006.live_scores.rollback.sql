-- drops: momentum.settings WHERE updated_at <> created_at AND name = 'live_scoring'
COMMENT ON COLUMN momentum.scoring_failures.operation IS 'recalculate or backfill';
COMMENT ON COLUMN momentum.scoring_failures.score_date IS NULL;
DROP TYPE momentum._past_score;
DROP TYPE momentum._score;
ALTER TABLE momentum.daily_engagement_scores
    DROP CONSTRAINT daily_engagement_scores_pkey,
    ADD CONSTRAINT daily_engagement_scores_pkey PRIMARY KEY (user_id, score_date);
DELETE FROM momentum.settings WHERE name = 'live_scoring';
