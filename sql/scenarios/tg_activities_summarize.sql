-- AFTER INSERT, UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.activities: brings
-- annual_summary in line, once for all rows of the statement. Changes that no count depends on are
-- passed over.
CREATE OR REPLACE FUNCTION momentum.tg_activities_summarize()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_summarize$
DECLARE
    v_user_ids uuid[];
    v_years integer[];
    v_sessions integer[];
    v_last_at timestamptz[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM momentum.annual_summary;
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' THEN
        SELECT
            array_agg(added.user_id),
            array_agg(added.year),
            array_agg(added.sessions),
            array_agg(added.last_at)
        INTO v_user_ids, v_years, v_sessions, v_last_at
        FROM (
            SELECT
                n.user_id,
                extract(YEAR FROM n.completed_at AT TIME ZONE 'UTC')::integer AS year,
                count(*)::integer AS sessions,
                max(n.completed_at) AS last_at
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
            GROUP BY 1, 2
        ) AS added;
        IF v_user_ids IS NOT NULL THEN
            PERFORM momentum._add_sessions(v_user_ids, v_years, v_sessions, v_last_at);
        END IF;
        RETURN NULL;
    END IF;

    IF TG_OP = 'DELETE' THEN
        -- whose user goes with them needs no summary
        SELECT array_agg(changed.user_id), array_agg(changed.year)
        INTO v_user_ids, v_years
        FROM (
            SELECT DISTINCT
                o.user_id, extract(YEAR FROM o.completed_at AT TIME ZONE 'UTC')::integer AS year
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            WHERE o.deleted_at IS NULL
        ) AS changed;
    ELSE
        WITH was AS (
            SELECT o.user_id, o.completed_at FROM old_rows AS o WHERE o.deleted_at IS NULL
        ),
        is_now AS (
            SELECT n.user_id, n.completed_at FROM new_rows AS n WHERE n.deleted_at IS NULL
        )
        SELECT array_agg(changed.user_id), array_agg(changed.year)
        INTO v_user_ids, v_years
        FROM (
            SELECT DISTINCT
                moved.user_id,
                extract(YEAR FROM moved.completed_at AT TIME ZONE 'UTC')::integer AS year
            FROM (
                (SELECT * FROM was EXCEPT ALL SELECT * FROM is_now)
                UNION ALL
                (SELECT * FROM is_now EXCEPT ALL SELECT * FROM was)
            ) AS moved
        ) AS changed;
    END IF;
    IF v_user_ids IS NOT NULL THEN
        PERFORM momentum._recount_sessions(v_user_ids, v_years);
    END IF;
    RETURN NULL;
END
$tg_activities_summarize$;

COMMENT ON FUNCTION momentum.tg_activities_summarize() IS
    'Trigger: brings annual_summary in line with the activities that changed';
