CREATE OR REPLACE TRIGGER intervention_rules_check
BEFORE INSERT OR UPDATE ON momentum.intervention_rules
FOR EACH ROW EXECUTE FUNCTION momentum.tg_any_check('intervention rule');

CREATE OR REPLACE TRIGGER intervention_rules_set_updated_at
BEFORE UPDATE ON momentum.intervention_rules
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
