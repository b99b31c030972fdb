DROP TYPE momentum._score;
ALTER TABLE momentum.daily_engagement_scores
    DROP CONSTRAINT daily_engagement_scores_pkey,
    ADD CONSTRAINT daily_engagement_scores_pkey PRIMARY KEY (user_id, score_date);
DELETE FROM momentum.settings WHERE name = 'live_scoring';
