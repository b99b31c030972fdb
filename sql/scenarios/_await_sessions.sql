-- Applies changes to rows of annual_summary that somebody else holds, or that are not there.
-- Waits for less than the server takes to look for a deadlock (deadlock_timeout, one second), so
-- that writers of activities who meet in opposite orders cannot deadlock on the summary; after that
-- it queues them, which makes their years unknown until drain_summary_queue counts them.
-- A row that is not there is made only where the activities that came now are all there are; else
-- the year stays unknown, and is queued: somebody who cannot see these activities yet could take
-- others for all there are.
CREATE OR REPLACE FUNCTION momentum._await_sessions(p_changes momentum._session_change[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET lock_timeout = '400ms'
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_await_sessions$
DECLARE
    v_rest momentum._session_change[];
    v_held momentum._session_change[];
BEGIN
    WITH created AS (
        INSERT INTO momentum.annual_summary (user_id, year, session_count, last_activity_at)
        SELECT c.user_id, c.year, c.sessions, c.last_at
        FROM unnest(p_changes) AS c
        WHERE
            c.sessions > 0
            AND c.sessions = (
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
        ORDER BY c.user_id, c.year
        ON CONFLICT (user_id, year) DO NOTHING
        RETURNING user_id, year
    )
    SELECT array_agg(c)
    INTO v_rest
    FROM unnest(p_changes) AS c
    WHERE (c.user_id, c.year) NOT IN (SELECT made.user_id, made.year FROM created AS made);

    v_held := ARRAY(
        SELECT c
        FROM unnest(v_rest) AS c
        JOIN momentum.annual_summary AS s ON s.user_id = c.user_id AND s.year = c.year
        ORDER BY s.user_id, s.year
        FOR NO KEY UPDATE OF s
    );
    PERFORM momentum._change_sessions(v_held);

    INSERT INTO momentum.summary_queue (user_id, year)
    SELECT c.user_id, c.year
    FROM unnest(v_rest) AS c
    WHERE
        c.sessions > 0
        AND (c.user_id, c.year) NOT IN (SELECT h.user_id, h.year FROM unnest(v_held) AS h);
EXCEPTION
    WHEN lock_not_available THEN
        INSERT INTO momentum.summary_queue (user_id, year)
        SELECT c.user_id, c.year FROM unnest(p_changes) AS c;
END
$_await_sessions$;

COMMENT ON FUNCTION momentum._await_sessions(momentum._session_change[]) IS
    'Applies changes to rows of annual_summary that somebody else holds, or that are not there, or '
    'queues them';
