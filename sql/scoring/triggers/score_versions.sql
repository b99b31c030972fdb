CREATE OR REPLACE TRIGGER score_versions_protect_used
BEFORE UPDATE OR DELETE ON momentum.score_versions
FOR EACH ROW EXECUTE FUNCTION momentum.tg_score_versions_protect_used();

CREATE OR REPLACE TRIGGER score_versions_set_updated_at
BEFORE UPDATE ON momentum.score_versions
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
