-- Raises PM007 for an organisation that there is not, or that is deleted; keeps its row from being
-- removed until the transaction ends. Null: none is named.
CREATE OR REPLACE FUNCTION momentum._check_organisation(p_organisation_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_organisation$
BEGIN
    IF p_organisation_id IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM momentum.organisations AS o
        WHERE o.id = p_organisation_id AND o.deleted_at IS NULL
        FOR KEY SHARE
    ) THEN
        RAISE EXCEPTION 'unknown organisation: %', p_organisation_id
            USING ERRCODE = 'PM007',
                  HINT = 'An organisation is a row of momentum.organisations that is not deleted.';
    END IF;
END
$_check_organisation$;

COMMENT ON FUNCTION momentum._check_organisation(uuid) IS
    'Raises PM007 for an unknown or deleted organisation; null is none';
