CREATE OR REPLACE TRIGGER award_reviews_set_updated_at
BEFORE UPDATE ON momentum.award_reviews
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
