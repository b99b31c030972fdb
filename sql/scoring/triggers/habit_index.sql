CREATE OR REPLACE TRIGGER habit_index_set_updated_at
BEFORE UPDATE ON momentum.habit_index
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
