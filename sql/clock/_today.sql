-- The UTC day of momentum.clock().
CREATE OR REPLACE FUNCTION momentum._today()
RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_today$
    SELECT (momentum.clock() AT TIME ZONE 'UTC')::date
$_today$;

COMMENT ON FUNCTION momentum._today() IS 'The UTC day of momentum.clock()';
