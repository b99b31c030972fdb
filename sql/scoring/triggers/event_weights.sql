CREATE OR REPLACE TRIGGER event_weights_protect_used_on_insert
AFTER INSERT ON momentum.event_weights
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

CREATE OR REPLACE TRIGGER event_weights_protect_used_on_update
AFTER UPDATE ON momentum.event_weights
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

CREATE OR REPLACE TRIGGER event_weights_protect_used_on_delete
AFTER DELETE ON momentum.event_weights
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

CREATE OR REPLACE TRIGGER event_weights_set_updated_at
BEFORE UPDATE ON momentum.event_weights
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
