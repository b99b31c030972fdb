-- How many activities a user has in each window of a streak, from the last back to the first, up to
-- an instant. No window: an empty array.
CREATE OR REPLACE FUNCTION momentum._window_counts(
    p_user_id uuid,
    p_window_unit text,
    p_activity_types text[],
    p_organisation_id uuid,
    p_first timestamp,
    p_last timestamp,
    p_now timestamptz
)
RETURNS integer[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_window_counts$
BEGIN
    RETURN ARRAY(
        SELECT count(*)::integer
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at >= p_first AT TIME ZONE 'UTC'
            AND a.completed_at < (p_last + ('1 ' || p_window_unit)::interval) AT TIME ZONE 'UTC'
            AND a.completed_at <= p_now
            AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
            AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
            AND a.deleted_at IS NULL
        GROUP BY date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC')
        ORDER BY date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC') DESC
    );
END
$_window_counts$;

COMMENT ON FUNCTION momentum._window_counts(
    uuid, text, text[], uuid, timestamp, timestamp, timestamptz
) IS 'Activities in each window of a streak, from the last back to the first';
