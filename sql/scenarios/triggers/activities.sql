CREATE OR REPLACE TRIGGER activities_set_updated_at
BEFORE UPDATE ON momentum.activities
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

CREATE OR REPLACE TRIGGER activities_open
BEFORE INSERT OR UPDATE OR DELETE ON momentum.activities
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_open();

CREATE OR REPLACE TRIGGER activities_summarize_on_insert
AFTER INSERT ON momentum.activities
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

CREATE OR REPLACE TRIGGER activities_summarize_on_update
AFTER UPDATE ON momentum.activities
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

CREATE OR REPLACE TRIGGER activities_summarize_on_delete
AFTER DELETE ON momentum.activities
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

CREATE OR REPLACE TRIGGER activities_summarize_on_truncate
AFTER TRUNCATE ON momentum.activities
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

CREATE OR REPLACE TRIGGER activities_badges_on_insert
AFTER INSERT ON momentum.activities
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges();

CREATE OR REPLACE TRIGGER activities_badges_on_update
AFTER UPDATE ON momentum.activities
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();

CREATE OR REPLACE TRIGGER activities_badges_on_delete
AFTER DELETE ON momentum.activities
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();

CREATE OR REPLACE TRIGGER activities_badges_on_truncate
AFTER TRUNCATE ON momentum.activities
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();
