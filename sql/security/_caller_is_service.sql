-- Whether the caller works for the service: service_role, the owner, or a role with the rights of
-- one of them.
CREATE OR REPLACE FUNCTION momentum._caller_is_service()
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_caller_is_service$
BEGIN
    RETURN
        pg_has_role(momentum._caller_role(), 'service_role', 'USAGE')
        OR pg_has_role(momentum._caller_role(), 'momentum_owner', 'USAGE');
END
$_caller_is_service$;

COMMENT ON FUNCTION momentum._caller_is_service() IS
    'Whether the caller has the rights of service_role or of the owner';
