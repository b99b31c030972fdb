-- The database role of whoever made the call: inside SECURITY DEFINER functions too, where
-- current_user is their owner. A role cannot be chosen by someone who is not a member of it.
CREATE OR REPLACE FUNCTION momentum._caller_role()
RETURNS name
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_caller_role$
BEGIN
    RETURN COALESCE(NULLIF(current_setting('role'), 'none'), session_user)::name;
END
$_caller_role$;

COMMENT ON FUNCTION momentum._caller_role() IS
    'The database role of the caller, inside SECURITY DEFINER functions too';
