-- AFTER INSERT, UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.activities: brings
-- annual_summary in line, once for all rows of the statement. Changes that no count depends on are
-- passed over.
CREATE OR REPLACE FUNCTION momentum.tg_activities_summarize()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_summarize$
DECLARE
    v_changes momentum._session_change[];
BEGIN
    CASE TG_OP
        WHEN 'TRUNCATE' THEN
            DELETE FROM momentum.annual_summary;
        WHEN 'INSERT' THEN
            v_changes := ARRAY(
                SELECT (c.user_id, c.year, c.sessions, c.last_at, false)::momentum._session_change
                FROM (
                    SELECT
                        n.user_id,
                        extract(YEAR FROM n.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        count(*) AS sessions,
                        max(n.completed_at) AS last_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                    GROUP BY 1, 2
                ) AS c
            );
        WHEN 'DELETE' THEN
            -- whose user goes with them needs no summary
            v_changes := ARRAY(
                SELECT (c.user_id, c.year, -c.sessions, NULL, true)::momentum._session_change
                FROM (
                    SELECT
                        o.user_id,
                        extract(YEAR FROM o.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        count(*) AS sessions
                    FROM old_rows AS o
                    JOIN momentum._users AS u ON u.id = o.user_id
                    WHERE o.deleted_at IS NULL
                    GROUP BY 1, 2
                ) AS c
            );
        WHEN 'UPDATE' THEN
            v_changes := ARRAY(
                WITH was AS (
                    SELECT o.user_id, o.completed_at FROM old_rows AS o WHERE o.deleted_at IS NULL
                ),
                is_now AS (
                    SELECT n.user_id, n.completed_at FROM new_rows AS n WHERE n.deleted_at IS NULL
                ),
                moved AS (
                    SELECT come.user_id, come.completed_at, 1 AS sessions
                    FROM (SELECT * FROM is_now EXCEPT ALL SELECT * FROM was) AS come
                    UNION ALL
                    SELECT gone.user_id, gone.completed_at, -1
                    FROM (SELECT * FROM was EXCEPT ALL SELECT * FROM is_now) AS gone
                )
                SELECT (c.user_id, c.year, c.sessions, c.last_at, c.removal)
                    ::momentum._session_change
                FROM (
                    SELECT
                        m.user_id,
                        extract(YEAR FROM m.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        sum(m.sessions) AS sessions,
                        max(m.completed_at) FILTER (WHERE m.sessions > 0) AS last_at,
                        bool_or(m.sessions < 0) AS removal
                    FROM moved AS m
                    GROUP BY 1, 2
                ) AS c
            );
    END CASE;
    IF v_changes <> '{}' THEN
        PERFORM momentum._apply_sessions(v_changes);
    END IF;
    RETURN NULL;
END
$tg_activities_summarize$;

COMMENT ON FUNCTION momentum.tg_activities_summarize() IS
    'Trigger: brings annual_summary in line with the activities that changed';
