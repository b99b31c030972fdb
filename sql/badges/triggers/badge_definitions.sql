CREATE OR REPLACE TRIGGER badge_definitions_check
BEFORE INSERT OR UPDATE ON momentum.badge_definitions
FOR EACH ROW EXECUTE FUNCTION momentum.tg_badge_definitions_check();

CREATE OR REPLACE TRIGGER badge_definitions_set_updated_at
BEFORE UPDATE ON momentum.badge_definitions
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
