CREATE OR REPLACE TRIGGER rescore_queue_set_updated_at
BEFORE UPDATE ON momentum.rescore_queue
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
