CREATE OR REPLACE TRIGGER momentum_events_set_updated_at
BEFORE UPDATE ON momentum.momentum_events
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
