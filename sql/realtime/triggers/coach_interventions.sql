CREATE OR REPLACE TRIGGER coach_interventions_set_updated_at
BEFORE UPDATE ON momentum.coach_interventions
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

CREATE OR REPLACE TRIGGER coach_interventions_announce_on_insert
AFTER INSERT ON momentum.coach_interventions
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();

CREATE OR REPLACE TRIGGER coach_interventions_announce_on_update
AFTER UPDATE ON momentum.coach_interventions
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();

CREATE OR REPLACE TRIGGER coach_interventions_announce_on_delete
AFTER DELETE ON momentum.coach_interventions
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();
