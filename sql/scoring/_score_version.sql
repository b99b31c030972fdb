-- The version of that name or, for null, the version of that day. Raises PM002.
CREATE OR REPLACE FUNCTION momentum._score_version(p_version text, p_score_date date)
RETURNS momentum.score_versions
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_score_version$
DECLARE
    v_version momentum.score_versions;
BEGIN
    IF p_version IS NULL THEN
        v_version := momentum._version_in_effect(p_score_date);
    ELSE
        SELECT v.* INTO v_version
        FROM momentum.score_versions AS v
        WHERE v.version = p_version;
    END IF;
    IF v_version.version IS NULL THEN
        RAISE EXCEPTION '%', COALESCE(
            'unknown score version: ' || left(p_version, 100),
            'no score version is in effect on ' || p_score_date
        )
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions.';
    END IF;
    RETURN v_version;
END
$_score_version$;

COMMENT ON FUNCTION momentum._score_version(text, date) IS
    'The score version of that name or, for null, of that day. Errors: PM002';
