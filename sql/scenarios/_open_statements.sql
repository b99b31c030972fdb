-- How many statements on activities have begun whose AFTER triggers are still to come, the caller's
-- included (see tg_activities_open).
CREATE OR REPLACE FUNCTION momentum._open_statements()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_open_statements$
BEGIN
    RETURN COALESCE(NULLIF(current_setting('momentum.open_statements', true), ''), '0')::integer;
END
$_open_statements$;

COMMENT ON FUNCTION momentum._open_statements() IS
    'How many statements on activities have begun whose AFTER triggers are still to come';
