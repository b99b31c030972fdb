-- The activities of users in the UTC year of p_now, up to it, as far as annual_summary knows them:
-- users with at least so many, and those whose year it does not know (null). It knows a year that
-- has a row, none of whose activities lies after p_now, and nothing in summary_queue.
-- Planned at each call. RETURN QUERY, because that may run in parallel.
CREATE OR REPLACE FUNCTION momentum._known_sessions(
    p_now timestamptz,
    p_at_least integer,
    p_user_ids uuid[],
    p_organisation_id uuid,
    p_outsiders uuid[]
)
RETURNS TABLE (user_id uuid, sessions integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
SET jit = off
AS $_known_sessions$
DECLARE
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC')::integer;
    v_queued CONSTANT uuid[] := ARRAY(
        SELECT q.user_id
        FROM momentum.summary_queue AS q
        WHERE q.year = v_year AND (p_user_ids IS NULL OR q.user_id = ANY (p_user_ids))
    );
BEGIN
    RETURN QUERY
    SELECT u.id, s.session_count
    FROM momentum._users AS u
    LEFT JOIN momentum.annual_summary AS s
        ON s.user_id = u.id
        AND s.year = v_year
        AND (s.last_activity_at > p_now) IS NOT TRUE
        AND (v_queued = '{}' OR s.user_id <> ALL (v_queued))
    WHERE
        (p_outsiders = '{}' OR u.id <> ALL (p_outsiders))
        AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        AND (
            p_organisation_id IS NULL
            OR u.id IN (
                SELECT m.user_id
                FROM momentum.memberships AS m
                WHERE m.organisation_id = p_organisation_id
            )
        )
        AND (s.user_id IS NULL OR s.session_count >= p_at_least);
END
$_known_sessions$;

COMMENT ON FUNCTION momentum._known_sessions(timestamptz, integer, uuid[], uuid, uuid[]) IS
    'Users with at least so many activities in the UTC year of an instant, up to it, by the yearly '
    'summary; null for those whose year it does not know';
