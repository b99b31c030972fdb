-- drops: momentum.daily_engagement_scores momentum.rescore_queue
-- drops: momentum.score_discrepancies momentum.scoring_failures
DROP TABLE momentum.scoring_failures;
DROP TABLE momentum.score_discrepancies;
DROP TABLE momentum.rescore_queue;
DROP TABLE momentum.daily_engagement_scores;
