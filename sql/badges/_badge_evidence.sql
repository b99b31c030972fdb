-- What met the criteria of a badge, as JSON: the criteria, and for a streak the windows that
-- completed it, newest first, with their activities up to when it was earned. Null window: a count.
CREATE OR REPLACE FUNCTION momentum._badge_evidence(
    p_user_id uuid,
    p_badge momentum.badge_definitions,
    p_earned_window timestamp,
    p_earned_at timestamptz
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_badge_evidence$
DECLARE
    v_criteria CONSTANT jsonb := jsonb_build_object(
        'criteria_type', p_badge.criteria_type,
        'window_unit', p_badge.window_unit,
        'required', p_badge.required,
        'activity_types', p_badge.activity_types
    );
    v_counts integer[];
BEGIN
    IF p_earned_window IS NULL THEN
        RETURN v_criteria || jsonb_build_object('activity_count', p_badge.required);
    END IF;
    v_counts := momentum._window_counts(
        p_user_id,
        p_badge.window_unit,
        p_badge.activity_types,
        p_badge.organisation_id,
        p_earned_window - (p_badge.required - 1) * ('1 ' || p_badge.window_unit)::interval,
        p_earned_window,
        p_earned_at
    );
    RETURN v_criteria || jsonb_build_object(
        'windows', momentum._streak_windows(p_badge.window_unit, p_earned_window, v_counts)
    );
END
$_badge_evidence$;

COMMENT ON FUNCTION momentum._badge_evidence(
    uuid, momentum.badge_definitions, timestamp, timestamptz
) IS 'What met the criteria of a badge: the criteria, and for a streak its windows';
