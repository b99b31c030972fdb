CREATE OR REPLACE TRIGGER settings_check
BEFORE INSERT OR UPDATE ON momentum.settings
FOR EACH ROW EXECUTE FUNCTION momentum.tg_settings_check();

CREATE OR REPLACE TRIGGER settings_set_updated_at
BEFORE UPDATE ON momentum.settings
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
