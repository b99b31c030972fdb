-- Where annual_summary differs from a count of the activities: with the triggers in place, nowhere,
-- but for what waits in summary_queue. A year that has activities and no row is listed, too, with
-- nulls: it is unknown, and counted when it is asked for.
CREATE OR REPLACE FUNCTION momentum.verify_annual_summary()
RETURNS TABLE (
    user_id uuid,
    year integer,
    session_count integer,
    counted_sessions integer,
    last_activity_at timestamptz,
    counted_last_activity_at timestamptz
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $verify_annual_summary$
BEGIN
    RETURN QUERY
    SELECT
        COALESCE(s.user_id, counted.user_id),
        COALESCE(s.year, counted.year),
        s.session_count,
        COALESCE(counted.sessions, 0),
        s.last_activity_at,
        counted.last_at
    FROM (
        SELECT
            a.user_id,
            extract(YEAR FROM a.completed_at AT TIME ZONE 'UTC')::integer AS year,
            count(*)::integer AS sessions,
            max(a.completed_at) AS last_at
        FROM momentum.activities AS a
        WHERE a.deleted_at IS NULL
        GROUP BY 1, 2
    ) AS counted
    FULL JOIN momentum.annual_summary AS s
        ON s.user_id = counted.user_id AND s.year = counted.year
    WHERE
        s.session_count IS DISTINCT FROM COALESCE(counted.sessions, 0)
        OR s.last_activity_at IS DISTINCT FROM counted.last_at
    ORDER BY 1, 2;
END
$verify_annual_summary$;

COMMENT ON FUNCTION momentum.verify_annual_summary() IS
    'The users and years whose row of annual_summary differs from a count of the activities, or is '
    'missing (nulls)';
