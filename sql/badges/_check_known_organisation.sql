-- Raises PM007 for an organisation that there never was; history may belong to a deleted one.
-- Null: none is named.
CREATE OR REPLACE FUNCTION momentum._check_known_organisation(p_organisation_id uuid)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_known_organisation$
BEGIN
    IF p_organisation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM momentum.organisations AS o WHERE o.id = p_organisation_id
    ) THEN
        RAISE EXCEPTION 'unknown organisation: %', p_organisation_id
            USING ERRCODE = 'PM007',
                  HINT = 'An organisation is a row of momentum.organisations.';
    END IF;
END
$_check_known_organisation$;

COMMENT ON FUNCTION momentum._check_known_organisation(uuid) IS
    'Raises PM007 for an unknown organisation; null is none';
