-- Applies changes to the rows of annual_summary that are there and that nobody holds, and returns
-- the other changes. The rows are locked first, and changed in a later statement: only then is
-- everything visible that the former holder wrote. A row that would fall below zero was wrong:
-- it is queued.
CREATE OR REPLACE FUNCTION momentum._change_sessions(p_changes momentum._session_change[])
RETURNS momentum._session_change[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_change_sessions$
DECLARE
    v_held CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        CROSS JOIN LATERAL (
            -- LATERAL: a look-up, whatever the statistics were when the plan was made
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = c.user_id AND s.year = c.year
            FOR NO KEY UPDATE SKIP LOCKED
        ) AS held
    );
BEGIN
    INSERT INTO momentum.summary_queue (user_id, year)
    SELECT s.user_id, s.year
    FROM unnest(v_held) AS c
    JOIN momentum.annual_summary AS s ON s.user_id = c.user_id AND s.year = c.year
    WHERE s.session_count + c.sessions < 0;

    UPDATE momentum.annual_summary AS s
    SET
        session_count = greatest(s.session_count + c.sessions, 0),
        last_activity_at = CASE
            WHEN c.is_removal THEN (
                SELECT max(a.completed_at)
                FROM momentum.activities AS a
                WHERE
                    a.user_id = c.user_id
                    AND a.completed_at >= make_timestamptz(c.year, 1, 1, 0, 0, 0, 'UTC')
                    AND a.completed_at < make_timestamptz(c.year + 1, 1, 1, 0, 0, 0, 'UTC')
                    AND a.deleted_at IS NULL
            )
            ELSE greatest(s.last_activity_at, c.last_at)
        END,
        computed_at = now()
    FROM unnest(v_held) AS c
    WHERE s.user_id = c.user_id AND s.year = c.year;

    RETURN ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        WHERE (c.user_id, c.year) NOT IN (SELECT h.user_id, h.year FROM unnest(v_held) AS h)
    );
END
$_change_sessions$;

COMMENT ON FUNCTION momentum._change_sessions(momentum._session_change[]) IS
    'Applies changes to the rows of annual_summary that nobody holds, and returns the others';
