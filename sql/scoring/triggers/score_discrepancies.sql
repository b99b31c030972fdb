CREATE OR REPLACE TRIGGER score_discrepancies_set_updated_at
BEFORE UPDATE ON momentum.score_discrepancies
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
