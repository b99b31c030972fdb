-- Raises PM008 unless the caller is that user or works for the service: the owner, service_role,
-- or a role with the rights of one of them. Raises PM001 for no user at all.
CREATE OR REPLACE FUNCTION momentum._check_may_act_for(p_user_id uuid)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_may_act_for$
BEGIN
    IF p_user_id IS NULL THEN
        RAISE EXCEPTION 'unknown user: null'
            USING ERRCODE = 'PM001',
                  HINT = 'Give the id of a row of auth.users.';
    ELSIF
        NOT momentum._caller_is_service()
        AND auth.uid() IS DISTINCT FROM p_user_id
    THEN
        RAISE EXCEPTION 'not allowed for user %', p_user_id
            USING ERRCODE = 'PM008',
                  HINT = 'Users act for themselves; the service role acts for everyone.';
    END IF;
END
$_check_may_act_for$;

COMMENT ON FUNCTION momentum._check_may_act_for(uuid) IS
    'Raises PM008 unless the caller is that user or works for the service';
