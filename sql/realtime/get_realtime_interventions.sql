-- The open interventions of a user, for a client that connects, the earliest first: {user_id,
-- interventions: [{intervention_id, user_id, organisation_id, intervention_type, status,
-- trigger_reason, scheduled_date, created_at, updated_at}], timestamp}.
-- For the user and the service; and for coaches, who get what the table shows them: those of their
-- organisations, and of none. Raises PM001, PM008.
CREATE OR REPLACE FUNCTION momentum.get_realtime_interventions(target_user_id uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $get_realtime_interventions$
DECLARE
    v_interventions CONSTANT jsonb := (
        SELECT
            jsonb_agg(
                jsonb_build_object(
                    'intervention_id', i.id,
                    'user_id', i.user_id,
                    'organisation_id', i.organisation_id,
                    'intervention_type', i.intervention_type,
                    'status', i.status,
                    'trigger_reason', i.trigger_reason,
                    'scheduled_date', i.scheduled_date,
                    'created_at', i.created_at,
                    'updated_at', i.updated_at
                )
                ORDER BY i.scheduled_date, i.created_at, i.id
            )
        FROM momentum.coach_interventions AS i
        WHERE i.user_id = target_user_id AND i.status IN ('scheduled', 'in_progress')
    );
BEGIN
    -- the table shows a coach some of users who belong nowhere, too
    IF v_interventions IS NULL OR NOT momentum._caller_is_coach() THEN
        PERFORM momentum._check_may_read(target_user_id);
    END IF;
    RETURN jsonb_build_object(
        'user_id', target_user_id,
        'interventions', COALESCE(v_interventions, '[]'),
        'timestamp', momentum.clock()
    );
END
$get_realtime_interventions$;

COMMENT ON FUNCTION momentum.get_realtime_interventions(uuid) IS
    'The interventions of a user that are scheduled or in progress: {user_id, interventions, '
    'timestamp}. Errors: PM001, PM008';
