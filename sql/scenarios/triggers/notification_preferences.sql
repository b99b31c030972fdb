CREATE OR REPLACE TRIGGER notification_preferences_set_updated_at
BEFORE UPDATE ON momentum.notification_preferences
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
