CREATE OR REPLACE TRIGGER momentum_events_set_updated_at
BEFORE UPDATE ON momentum.momentum_events
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

CREATE OR REPLACE TRIGGER momentum_events_rescore_on_insert
AFTER INSERT ON momentum.momentum_events
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

CREATE OR REPLACE TRIGGER momentum_events_rescore_on_update
AFTER UPDATE ON momentum.momentum_events
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

CREATE OR REPLACE TRIGGER momentum_events_rescore_on_delete
AFTER DELETE ON momentum.momentum_events
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

CREATE OR REPLACE TRIGGER momentum_events_rescore_on_truncate
AFTER TRUNCATE ON momentum.momentum_events
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();
