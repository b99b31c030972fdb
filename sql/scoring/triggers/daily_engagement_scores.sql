CREATE OR REPLACE TRIGGER daily_engagement_scores_set_updated_at
BEFORE UPDATE ON momentum.daily_engagement_scores
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
