-- The active users of a day that have no stored row for it.
CREATE OR REPLACE FUNCTION momentum._unscored_users(p_day date)
RETURNS TABLE (user_id uuid)
LANGUAGE sql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $_unscored_users$
    SELECT active.user_id
    FROM momentum.active_users(p_day) AS active
    WHERE NOT EXISTS (
        SELECT FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = active.user_id AND s.score_date = p_day
    )
$_unscored_users$;

COMMENT ON FUNCTION momentum._unscored_users(date) IS
    'Ids of the active users of a UTC day that have no stored row for it';
