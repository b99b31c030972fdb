CREATE OR REPLACE TRIGGER badge_queue_set_updated_at
BEFORE UPDATE ON momentum.badge_queue
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
