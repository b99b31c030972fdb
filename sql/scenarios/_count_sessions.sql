-- The users who completed at least so many activities between two instants, both included, and how
-- many. Null users: everyone. Planned at each call: it reads the index for a few users, and the
-- table for many. RETURN QUERY, because that may run in parallel.
CREATE OR REPLACE FUNCTION momentum._count_sessions(
    p_user_ids uuid[],
    p_from timestamptz,
    p_to timestamptz,
    p_at_least integer
)
RETURNS TABLE (user_id uuid, sessions integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $_count_sessions$
BEGIN
    RETURN QUERY
    SELECT a.user_id, count(*)::integer
    FROM momentum.activities AS a
    WHERE
        (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
        AND a.completed_at >= p_from
        AND a.completed_at <= p_to
        AND a.deleted_at IS NULL
    GROUP BY a.user_id
    HAVING count(*) >= p_at_least;
END
$_count_sessions$;

COMMENT ON FUNCTION momentum._count_sessions(uuid[], timestamptz, timestamptz, integer) IS
    'The users, of these or of all, who completed at least so many activities between two '
    'instants, both included, and how many';
