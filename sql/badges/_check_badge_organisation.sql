-- Raises PM007 for no organisation, an unknown or a deleted one: a badge belongs to one.
CREATE OR REPLACE FUNCTION momentum._check_badge_organisation(p_organisation_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_badge_organisation$
BEGIN
    IF p_organisation_id IS NULL THEN
        RAISE EXCEPTION 'unknown organisation: null'
            USING ERRCODE = 'PM007', HINT = 'Badges belong to an organisation: give its id.';
    END IF;
    PERFORM momentum._check_organisation(p_organisation_id);
END
$_check_badge_organisation$;

COMMENT ON FUNCTION momentum._check_badge_organisation(uuid) IS
    'Raises PM007 for no organisation, an unknown or a deleted one';
