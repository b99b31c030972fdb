CREATE OR REPLACE TRIGGER event_weights_protect_used
BEFORE INSERT OR UPDATE OR DELETE ON momentum.event_weights
FOR EACH ROW EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

CREATE OR REPLACE TRIGGER event_weights_set_updated_at
BEFORE UPDATE ON momentum.event_weights
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
