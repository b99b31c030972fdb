-- The UTC day of momentum.clock().
CREATE OR REPLACE FUNCTION momentum._today()
RETURNS date
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_today$
BEGIN
    RETURN (momentum.clock() AT TIME ZONE 'UTC')::date;
END
$_today$;

COMMENT ON FUNCTION momentum._today() IS 'The UTC day of momentum.clock()';
