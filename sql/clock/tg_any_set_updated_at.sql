-- BEFORE UPDATE FOR EACH ROW on every table with updated_at. A writer that sets updated_at itself
-- keeps its value: the triggers fire only where the statement left it alone.
CREATE OR REPLACE FUNCTION momentum.tg_any_set_updated_at()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_any_set_updated_at$
BEGIN
    NEW.updated_at := momentum.clock();
    RETURN NEW;
END
$tg_any_set_updated_at$;

COMMENT ON FUNCTION momentum.tg_any_set_updated_at() IS
    'Trigger: sets updated_at to momentum.clock() on every update';
