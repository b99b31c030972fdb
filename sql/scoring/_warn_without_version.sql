-- Raises a WARNING when no score version is in effect today (UTC): scoring fails until one is
-- activated.
CREATE OR REPLACE FUNCTION momentum._warn_without_version()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
AS $_warn_without_version$
DECLARE
    v_today CONSTANT date := momentum._today();
BEGIN
    IF momentum._version_in_effect(v_today) IS NULL THEN
        RAISE WARNING 'no score version is in effect on %', v_today
            USING HINT = 'Activate one: until then scoring that day fails with PM002.';
    END IF;
END
$_warn_without_version$;

COMMENT ON FUNCTION momentum._warn_without_version() IS
    'Warns when no score version is in effect today';
