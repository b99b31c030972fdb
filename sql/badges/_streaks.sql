-- All streaks of these users (null: of everyone) up to an instant, however long ago: the first and
-- last window (their starts, UTC) and the number of windows of each.
-- Planned at each call: what is cheap for one user is not for everyone.
CREATE OR REPLACE FUNCTION momentum._streaks(
    p_user_ids uuid[],
    p_window_unit text,
    p_activity_types text[],
    p_organisation_id uuid,
    p_now timestamptz
)
RETURNS TABLE (user_id uuid, first_window timestamp, last_window timestamp, windows integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
AS $_streaks$
DECLARE
    v_step CONSTANT interval := ('1 ' || p_window_unit)::interval;
BEGIN
    RETURN QUERY
    SELECT
        numbered.user_id,
        min(numbered.window_start),
        max(numbered.window_start),
        count(*)::integer
    FROM (
        -- windows in a row, less their number, are one and the same window
        SELECT
            active.user_id,
            active.window_start,
            active.window_start - v_step * row_number() OVER (
                PARTITION BY active.user_id ORDER BY active.window_start
            ) AS before_first
        FROM (
            SELECT DISTINCT
                a.user_id,
                date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC') AS window_start
            FROM momentum.activities AS a
            WHERE
                (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
                AND a.completed_at <= p_now
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
                AND a.deleted_at IS NULL
        ) AS active
    ) AS numbered
    GROUP BY numbered.user_id, numbered.before_first;
END
$_streaks$;

COMMENT ON FUNCTION momentum._streaks(uuid[], text, text[], uuid, timestamptz) IS
    'All streaks of these users (null: everyone) up to an instant: first and last window, length';
