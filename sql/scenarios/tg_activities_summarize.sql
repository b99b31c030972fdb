-- AFTER INSERT, UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.activities: brings
-- annual_summary in line, once for all rows of the statement. Changes that no count depends on are
-- passed over.
CREATE OR REPLACE FUNCTION momentum.tg_activities_summarize()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_summarize$
DECLARE
    v_open CONSTANT integer := momentum._open_statements();
    v_changes momentum._session_change[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE momentum.annual_summary;
        RETURN NULL;
    END IF;
    PERFORM set_config('momentum.open_statements', (v_open - 1)::text, true);

    CASE TG_OP
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
                SELECT (c.user_id, c.year, c.sessions, c.last_at, c.is_removal)
                    ::momentum._session_change
                FROM (
                    SELECT
                        m.user_id,
                        extract(YEAR FROM m.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        sum(m.sessions) AS sessions,
                        max(m.completed_at) FILTER (WHERE m.sessions > 0) AS last_at,
                        bool_or(m.sessions < 0) AS is_removal
                    FROM moved AS m
                    GROUP BY 1, 2
                ) AS c
            );
    END CASE;
    IF v_changes <> '{}' THEN
        PERFORM momentum._apply_sessions(v_changes, v_open = 1);
    END IF;
    RETURN NULL;
END
$tg_activities_summarize$;

COMMENT ON FUNCTION momentum.tg_activities_summarize() IS
    'Trigger: brings annual_summary in line with the activities that changed';
