CREATE OR REPLACE TRIGGER motivation_journal_set_updated_at
BEFORE UPDATE ON momentum.motivation_journal
FOR EACH ROW WHEN (new.updated_at = old.updated_at)
EXECUTE FUNCTION momentum.tg_any_set_updated_at();
