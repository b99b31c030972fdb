-- Whether what an award was given for is still there: for a streak an activity in each of its
-- windows, for a count as many activities as it required; of those completed before the award.
CREATE OR REPLACE FUNCTION momentum._award_holds(p_award momentum.badge_awards)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_award_holds$
DECLARE
    v_types CONSTANT jsonb := NULLIF(p_award.evidence -> 'activity_types', 'null');
    v_required CONSTANT integer := (p_award.evidence ->> 'required')::integer;
BEGIN
    IF p_award.evidence ->> 'criteria_type' = 'count' THEN
        RETURN (
            SELECT count(*)
            FROM (
                SELECT
                FROM momentum.activities AS a
                WHERE
                    a.user_id = p_award.user_id
                    AND a.completed_at <= p_award.awarded_at
                    AND a.organisation_id IS NOT DISTINCT FROM p_award.organisation_id
                    AND (v_types IS NULL OR v_types ? a.activity_type)
                    AND a.deleted_at IS NULL
                LIMIT v_required
            ) AS left_over
        ) = v_required;
    END IF;
    -- by hand: no windows, and it holds
    RETURN NOT EXISTS (
        SELECT
        FROM jsonb_array_elements(p_award.evidence -> 'windows') AS e (w)
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = p_award.user_id
                AND a.completed_at >= (e.w ->> 'window_start')::timestamp AT TIME ZONE 'UTC'
                AND a.completed_at < (e.w ->> 'window_end')::timestamp AT TIME ZONE 'UTC'
                AND a.completed_at <= p_award.awarded_at
                AND a.organisation_id IS NOT DISTINCT FROM p_award.organisation_id
                AND (v_types IS NULL OR v_types ? a.activity_type)
                AND a.deleted_at IS NULL
        )
    );
END
$_award_holds$;

COMMENT ON FUNCTION momentum._award_holds(momentum.badge_awards) IS
    'Whether the activities that an award was given for are still there';
