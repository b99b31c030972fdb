CREATE OR REPLACE TRIGGER badge_awards_set_updated_at
BEFORE UPDATE ON momentum.badge_awards
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

CREATE OR REPLACE TRIGGER badge_awards_announce_on_insert
AFTER INSERT ON momentum.badge_awards
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_badge_awards_announce();

CREATE OR REPLACE TRIGGER badge_awards_announce_on_update
AFTER UPDATE ON momentum.badge_awards
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_badge_awards_announce();
