CREATE OR REPLACE TRIGGER scenario_configs_check
BEFORE INSERT OR UPDATE ON momentum.scenario_configs
FOR EACH ROW EXECUTE FUNCTION momentum.tg_scenario_configs_check();

CREATE OR REPLACE TRIGGER scenario_configs_protect_default
BEFORE DELETE ON momentum.scenario_configs
FOR EACH ROW WHEN (old.organisation_id IS NULL)
EXECUTE FUNCTION momentum.tg_scenario_configs_protect_default();

CREATE OR REPLACE TRIGGER scenario_configs_set_updated_at
BEFORE UPDATE ON momentum.scenario_configs
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
