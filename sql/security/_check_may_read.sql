-- Raises PM008 unless the caller is that user, works for the service, or is a coach of an
-- organisation that the user belongs to; PM001 for no user, an unknown or a deleted one.
-- The service is not asked who it is: its claims may name no user.
-- SECURITY DEFINER: who belongs to an organisation is not for everyone to read.
CREATE OR REPLACE FUNCTION momentum._check_may_read(p_user_id uuid)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_check_may_read$
BEGIN
    IF momentum._caller_is_service() OR NOT (
        momentum._caller_is_coach()
        AND EXISTS (
            SELECT
            FROM momentum.memberships AS coach
            JOIN momentum.memberships AS member
                ON member.organisation_id = coach.organisation_id
            JOIN momentum.organisations AS o
                ON o.id = coach.organisation_id AND o.deleted_at IS NULL
            WHERE coach.user_id = auth.uid() AND member.user_id = p_user_id
        )
    )
    THEN
        PERFORM momentum._check_may_act_for(p_user_id);
    END IF;
    PERFORM momentum._check_users(ARRAY[p_user_id]);
END
$_check_may_read$;

COMMENT ON FUNCTION momentum._check_may_read(uuid) IS
    'Raises PM008 unless the caller is that user, a coach of an organisation of that user, or '
    'works for the service; PM001 for an unknown user';
