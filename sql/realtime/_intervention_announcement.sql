-- What there is to announce of one intervention: to its user, and to coaches.
CREATE OR REPLACE FUNCTION momentum._intervention_announcement(
    p_event_type text,
    p_intervention momentum.coach_interventions,
    p_status text,
    p_previous_status text,
    p_now timestamptz
)
RETURNS momentum._announcement
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_intervention_announcement$
BEGIN
    RETURN (
        p_intervention.user_id,
        p_event_type,
        ARRAY['interventions:' || p_intervention.user_id, 'interventions:coaches'],
        jsonb_build_object(
            'event_type', p_event_type,
            'intervention_id', p_intervention.id,
            'user_id', p_intervention.user_id,
            'organisation_id', p_intervention.organisation_id,
            'intervention_type', p_intervention.intervention_type,
            'status', p_status,
            'previous_status', p_previous_status,
            'status_changed', p_status IS DISTINCT FROM p_previous_status,
            'trigger_reason', p_intervention.trigger_reason,
            'scheduled_date', p_intervention.scheduled_date,
            'timestamp', p_now
        ),
        NULL::text[]
    );
END
$_intervention_announcement$;

COMMENT ON FUNCTION momentum._intervention_announcement(
    text, momentum.coach_interventions, text, text, timestamptz
) IS 'What there is to announce of one intervention: channels and payload';
