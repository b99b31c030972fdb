-- Raises PM009 when a stored row was scored by the version. Keeps calculations out until the
-- transaction ends, so that none can begin to use it meanwhile.
CREATE OR REPLACE FUNCTION momentum._check_version_unused(p_version text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_version_unused$
BEGIN
    PERFORM momentum._lock_score_versions();
    IF EXISTS (
        SELECT FROM momentum.daily_engagement_scores AS s WHERE s.algorithm_version = p_version
    ) THEN
        RAISE EXCEPTION 'score version % has scored rows and cannot change', p_version
            USING ERRCODE = 'PM009',
                  HINT = 'Load the new parameters as a version of another name, and activate that.';
    END IF;
END
$_check_version_unused$;

COMMENT ON FUNCTION momentum._check_version_unused(text) IS
    'Raises PM009 when a stored row was scored by the version; keeps calculations out';
