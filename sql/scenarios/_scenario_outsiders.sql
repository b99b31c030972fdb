-- The users whom a scenario does not concern, of those named (null: of all): deleted, or opted out.
CREATE OR REPLACE FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $_scenario_outsiders$
BEGIN
    RETURN ARRAY(
        SELECT u.id
        FROM momentum._users AS u
        WHERE u.deleted_at IS NOT NULL AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        UNION ALL
        SELECT n.user_id
        FROM momentum.notification_preferences AS n
        WHERE
            n.scenario_type = p_scenario_type
            AND n.opted_out
            AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
    );
END
$_scenario_outsiders$;

COMMENT ON FUNCTION momentum._scenario_outsiders(text, uuid[]) IS
    'The users whom a scenario does not concern, of those named: deleted, or opted out of it';
