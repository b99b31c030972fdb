-- evaluate_streak for everyone, in one statement: a row for each user who is not deleted. It looks
-- for one activity per user and window, from the current window back, as long as there is one; IS
-- NOT DISTINCT FROM keeps that to the index of user and time.
-- Raises PM004, PM006, PM007.
CREATE OR REPLACE FUNCTION momentum.evaluate_streaks(
    p_window_unit text,
    p_required integer,
    p_activity_types text[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL,
    p_open_window_grace boolean DEFAULT false,
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS TABLE (user_id uuid, met boolean, current_value integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
SET jit = off
AS $evaluate_streaks$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_step interval;
    v_current timestamp;
BEGIN
    PERFORM momentum._check_streak(p_window_unit, p_required, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    v_step := ('1 ' || p_window_unit)::interval;
    v_current := date_trunc(p_window_unit, v_now AT TIME ZONE 'UTC');
    RETURN QUERY
    -- a window of a user, and whether it has an activity; the next one is looked at where it has
    WITH RECURSIVE walk (user_id, window_start, is_active) AS (
        SELECT u.id, v_current, found.one IS NOT NULL
        FROM momentum._users AS u
        LEFT JOIN LATERAL (
            SELECT 1 AS one
            FROM momentum.activities AS a
            WHERE
                a.user_id = u.id
                AND a.completed_at >= v_current AT TIME ZONE 'UTC'
                AND a.completed_at <= v_now
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (
                    p_organisation_id IS NULL
                    OR a.organisation_id IS NOT DISTINCT FROM p_organisation_id
                )
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found ON true
        WHERE u.deleted_at IS NULL
        UNION ALL
        SELECT w.user_id, w.window_start - v_step, found.one IS NOT NULL
        FROM walk AS w
        LEFT JOIN LATERAL (
            SELECT 1 AS one
            FROM momentum.activities AS a
            WHERE
                a.user_id = w.user_id
                AND a.completed_at >= (w.window_start - v_step) AT TIME ZONE 'UTC'
                AND a.completed_at < w.window_start AT TIME ZONE 'UTC'
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (
                    p_organisation_id IS NULL
                    OR a.organisation_id IS NOT DISTINCT FROM p_organisation_id
                )
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found ON true
        WHERE w.is_active OR (p_open_window_grace AND w.window_start = v_current)
    )
    SELECT
        w.user_id,
        count(*) FILTER (WHERE w.is_active) >= p_required,
        (count(*) FILTER (WHERE w.is_active))::integer
    FROM walk AS w
    GROUP BY w.user_id;
END
$evaluate_streaks$;

COMMENT ON FUNCTION momentum.evaluate_streaks(
    text, integer, text[], uuid, boolean, timestamptz
) IS
    'The streak of each user that reaches up to an instant (default now), and whether it is as '
    'long as required. Errors: PM004, PM006, PM007';
