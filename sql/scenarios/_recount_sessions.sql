-- Counts the activities of these users and UTC years (pairs, in two arrays) and writes their rows
-- of annual_summary. True: they are right now. False: somebody else holds one of the rows, for
-- longer than this waits (see _await_sessions); the pairs are in summary_queue.
-- The rows are locked before they are counted, in a statement of its own: who changed one before
-- has committed, and is counted. The caller's transaction is READ COMMITTED.
CREATE OR REPLACE FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[])
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '400ms'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_recount_sessions$
BEGIN
    INSERT INTO momentum.annual_summary (user_id, year, session_count)
    SELECT p.user_id, p.year, 0
    FROM unnest(p_user_ids, p_years) AS p (user_id, year)
    ORDER BY p.user_id, p.year
    ON CONFLICT (user_id, year) DO NOTHING;

    PERFORM
    FROM unnest(p_user_ids, p_years) AS p (user_id, year)
    JOIN momentum.annual_summary AS s ON s.user_id = p.user_id AND s.year = p.year
    ORDER BY s.user_id, s.year
    FOR NO KEY UPDATE OF s;

    UPDATE momentum.annual_summary AS s
    SET
        session_count = counted.sessions,
        last_activity_at = counted.last_at,
        computed_at = now()
    FROM unnest(p_user_ids, p_years) AS p (user_id, year)
    CROSS JOIN LATERAL (
        SELECT count(*) AS sessions, max(a.completed_at) AS last_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = p.user_id
            AND a.completed_at >= make_timestamptz(p.year, 1, 1, 0, 0, 0, 'UTC')
            AND a.completed_at < make_timestamptz(p.year + 1, 1, 1, 0, 0, 0, 'UTC')
            AND a.deleted_at IS NULL
    ) AS counted
    WHERE
        s.user_id = p.user_id
        AND s.year = p.year
        AND (s.session_count, s.last_activity_at)
        IS DISTINCT FROM (counted.sessions, counted.last_at);
    RETURN true;
EXCEPTION
    -- held, or a user is being deleted at this moment
    WHEN lock_not_available OR foreign_key_violation THEN
        INSERT INTO momentum.summary_queue (user_id, year)
        SELECT p.user_id, p.year
        FROM unnest(p_user_ids, p_years) AS p (user_id, year);
        RETURN false;
END
$_recount_sessions$;

COMMENT ON FUNCTION momentum._recount_sessions(uuid[], integer[]) IS
    'Counts the activities of these users and years into annual_summary; false where somebody else '
    'holds one of the rows: then all of them are queued';
