CREATE OR REPLACE TRIGGER daily_engagement_scores_set_updated_at
BEFORE UPDATE ON momentum.daily_engagement_scores
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();

-- The engine's own writers say that they see to later days themselves.
CREATE OR REPLACE TRIGGER daily_engagement_scores_queue_on_insert
AFTER INSERT ON momentum.daily_engagement_scores
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT
WHEN (
    pg_catalog.current_setting('momentum.writes_scores', true)
    IS DISTINCT FROM pg_catalog.pg_trigger_depth()::text
)
EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

CREATE OR REPLACE TRIGGER daily_engagement_scores_queue_on_update
AFTER UPDATE ON momentum.daily_engagement_scores
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT
WHEN (
    pg_catalog.current_setting('momentum.writes_scores', true)
    IS DISTINCT FROM pg_catalog.pg_trigger_depth()::text
)
EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

CREATE OR REPLACE TRIGGER daily_engagement_scores_queue_on_delete
AFTER DELETE ON momentum.daily_engagement_scores
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT
WHEN (
    pg_catalog.current_setting('momentum.writes_scores', true)
    IS DISTINCT FROM pg_catalog.pg_trigger_depth()::text
)
EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

CREATE OR REPLACE TRIGGER daily_engagement_scores_announce_on_insert
AFTER INSERT ON momentum.daily_engagement_scores
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

CREATE OR REPLACE TRIGGER daily_engagement_scores_announce_on_update
AFTER UPDATE ON momentum.daily_engagement_scores
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

CREATE OR REPLACE TRIGGER daily_engagement_scores_announce_on_delete
AFTER DELETE ON momentum.daily_engagement_scores
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

CREATE OR REPLACE TRIGGER daily_engagement_scores_announce_on_truncate
AFTER TRUNCATE ON momentum.daily_engagement_scores
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();
