CREATE OR REPLACE TRIGGER jobs_check
BEFORE INSERT OR UPDATE ON momentum.jobs
FOR EACH ROW EXECUTE FUNCTION momentum.tg_any_check('job');

CREATE OR REPLACE TRIGGER jobs_set_updated_at
BEFORE UPDATE ON momentum.jobs
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
