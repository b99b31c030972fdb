-- Changes of years that have no row in annual_summary: makes the row where all activities of the
-- year came just now, and queues the change where there are others, too, and nobody knows how many
-- there were. Returns the changes that are to be tried again: their row is there, held by somebody
-- else, or somebody else is making rows of that stripe of users (class 7715, taken without
-- waiting). p_may_start: see _apply_sessions.
CREATE OR REPLACE FUNCTION momentum._start_sessions(
    p_changes momentum._session_change[],
    p_may_start boolean
)
RETURNS momentum._session_change[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_start_sessions$
DECLARE
    v_absent CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = c.user_id AND s.year = c.year
        )
    );
    v_new CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(v_absent) AS c
        WHERE p_may_start AND c.sessions > 0 AND NOT c.is_removal
    );
    v_mine CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(v_new) AS c
        WHERE pg_try_advisory_xact_lock(7715, momentum._lock_stripe(c.user_id))
    );
    v_rest momentum._session_change[];
BEGIN
    WITH started AS (
        INSERT INTO momentum.annual_summary (user_id, year, session_count, last_activity_at)
        SELECT c.user_id, c.year, c.sessions, c.last_at
        FROM unnest(v_mine) AS c
        WHERE c.sessions = (
            SELECT count(*)
            FROM (
                SELECT
                FROM momentum.activities AS a
                WHERE
                    a.user_id = c.user_id
                    AND a.completed_at >= make_timestamptz(c.year, 1, 1, 0, 0, 0, 'UTC')
                    AND a.completed_at < make_timestamptz(c.year + 1, 1, 1, 0, 0, 0, 'UTC')
                    AND a.deleted_at IS NULL
                LIMIT c.sessions + 1
            ) AS there
        )
        ON CONFLICT (user_id, year) DO NOTHING
        RETURNING user_id, year
    ),
    queued AS (
        INSERT INTO momentum.summary_queue (user_id, year)
        SELECT c.user_id, c.year
        FROM (
            SELECT a FROM unnest(v_absent) AS a
            EXCEPT
            (SELECT n FROM unnest(v_new) AS n EXCEPT SELECT m FROM unnest(v_mine) AS m)
        ) AS mine (change)
        CROSS JOIN LATERAL (SELECT (mine.change).*) AS c
        WHERE
            (c.user_id, c.year) NOT IN (SELECT s.user_id, s.year FROM started AS s)
            AND NOT EXISTS (
                SELECT
                FROM momentum.annual_summary AS s
                WHERE s.user_id = c.user_id AND s.year = c.year
            )
        RETURNING user_id, year
    )
    SELECT array_agg(c)
    INTO v_rest
    FROM unnest(p_changes) AS c
    WHERE
        (c.user_id, c.year) NOT IN (SELECT s.user_id, s.year FROM started AS s)
        AND (c.user_id, c.year) NOT IN (SELECT q.user_id, q.year FROM queued AS q);
    RETURN COALESCE(v_rest, '{}');
END
$_start_sessions$;

COMMENT ON FUNCTION momentum._start_sessions(momentum._session_change[], boolean) IS
    'Makes the rows of annual_summary for years all of whose activities came just now, queues '
    'other years without a row, and returns what is to be tried again';
