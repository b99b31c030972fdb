CREATE OR REPLACE TRIGGER coach_interventions_set_updated_at
BEFORE UPDATE ON momentum.coach_interventions
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
