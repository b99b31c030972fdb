CREATE OR REPLACE TRIGGER momentum_notifications_set_updated_at
BEFORE UPDATE ON momentum.momentum_notifications
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

CREATE OR REPLACE TRIGGER momentum_notifications_announce_on_insert
AFTER INSERT ON momentum.momentum_notifications
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_notifications_announce();
