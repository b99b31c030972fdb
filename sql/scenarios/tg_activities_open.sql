-- BEFORE INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.activities: counts the statements
-- whose AFTER triggers are still to come. One command may hold several (an upsert, MERGE, WITH),
-- and all their rows are there before the first AFTER trigger runs.
CREATE OR REPLACE FUNCTION momentum.tg_activities_open()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_open$
BEGIN
    PERFORM set_config(
        'momentum.open_statements', (momentum._open_statements() + 1)::text, true
    );
    RETURN NULL;
END
$tg_activities_open$;

COMMENT ON FUNCTION momentum.tg_activities_open() IS
    'Trigger: counts the statements on activities whose AFTER triggers are still to come';
