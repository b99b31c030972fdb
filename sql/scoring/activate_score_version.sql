-- Puts a score version into effect from a day on; for null it is not active any more. Stored rows
-- stay as they are. The same day again is no change. A version that has scored rows can be
-- activated once; from then on its first day explains them and stays.
-- Warns when no version is left for today: scoring fails until one is activated.
-- Keeps calculations out until the transaction ends. Raises PM002, PM004, PM006 (another version
-- takes effect on that day), PM009 (the version has scored rows and a first day), PM011.
CREATE OR REPLACE FUNCTION momentum.activate_score_version(p_version text, p_effective_from date)
RETURNS momentum.score_versions
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $activate_score_version$
DECLARE
    v_row momentum.score_versions;
BEGIN
    IF p_effective_from = 'infinity' THEN
        RAISE EXCEPTION 'score version % would never take effect',
            quote_nullable(left(p_version, 100))
            USING ERRCODE = 'PM004',
                  HINT = 'Give its first day, or null to deactivate it.';
    END IF;
    PERFORM momentum._lock_score_versions();
    SELECT v.* INTO v_row FROM momentum.score_versions AS v WHERE v.version = p_version;
    IF v_row.version IS NULL THEN
        RAISE EXCEPTION 'unknown score version: %', COALESCE(left(p_version, 100), 'null')
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions; '
                         'load_score_version adds one.';
    ELSIF v_row.effective_from IS NOT DISTINCT FROM p_effective_from THEN
        RETURN v_row;
    END IF;

    UPDATE momentum.score_versions AS v
    SET effective_from = p_effective_from
    WHERE v.version = p_version
    RETURNING v.* INTO v_row;
    PERFORM momentum._warn_without_version();
    RETURN v_row;
EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION 'another score version takes effect on %', p_effective_from
            USING ERRCODE = 'PM006',
                  HINT = 'momentum.score_versions lists them; choose another day.';
END
$activate_score_version$;

COMMENT ON FUNCTION momentum.activate_score_version(text, date) IS
    'Puts a score version into effect from a day on (null: deactivates it); stored rows stay. '
    'Warns when none is in effect today. '
    'Errors: PM002, PM004, PM006, PM009, PM011';
