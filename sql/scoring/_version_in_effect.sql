-- The score version of a day: the newest that took effect on or before it; null where none did.
CREATE OR REPLACE FUNCTION momentum._version_in_effect(p_day date)
RETURNS momentum.score_versions
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_version_in_effect$
DECLARE
    v_version momentum.score_versions;
BEGIN
    SELECT v.* INTO v_version
    FROM momentum.score_versions AS v
    WHERE v.effective_from <= p_day
    ORDER BY v.effective_from DESC
    LIMIT 1;
    RETURN v_version;
END
$_version_in_effect$;

COMMENT ON FUNCTION momentum._version_in_effect(date) IS
    'The score version of a UTC day; null where none is in effect';
