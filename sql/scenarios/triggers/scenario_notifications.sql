CREATE OR REPLACE TRIGGER scenario_notifications_set_updated_at
BEFORE UPDATE ON momentum.scenario_notifications
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
