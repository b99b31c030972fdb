-- Counts the activities of these users and UTC years (distinct pairs, in two arrays) into
-- annual_summary, and returns the pairs that were counted: those whose rows nobody holds, and whose
-- stripe nobody makes rows of (class 7715). It waits for nobody but a user who is being deleted.
-- The rows are locked before they are counted, in a statement of its own: who changed one before
-- has committed, and is counted. The caller's transaction is READ COMMITTED.
CREATE OR REPLACE FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[])
RETURNS TABLE (user_id uuid, year integer)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_recount_sessions$
DECLARE
    v_user_ids uuid[];
    v_years integer[];
BEGIN
    SELECT array_agg(p.user_id), array_agg(p.year)
    INTO v_user_ids, v_years
    FROM unnest(p_user_ids, p_years) AS p (user_id, year)
    WHERE
        NOT EXISTS (
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = p.user_id AND s.year = p.year
        )
        AND pg_try_advisory_xact_lock(7715, momentum._lock_stripe(p.user_id));
    LOOP
        BEGIN
            INSERT INTO momentum.annual_summary (user_id, year, session_count)
            SELECT p.user_id, p.year, 0
            FROM unnest(v_user_ids, v_years) AS p (user_id, year)
            JOIN momentum._users AS u ON u.id = p.user_id
            ON CONFLICT ON CONSTRAINT annual_summary_pkey DO NOTHING;
            EXIT;
        EXCEPTION
            -- a user was being deleted, and is gone now
            WHEN foreign_key_violation THEN
                NULL;
        END;
    END LOOP;

    SELECT array_agg(held.user_id), array_agg(held.year)
    INTO v_user_ids, v_years
    FROM (
        SELECT s.user_id, s.year
        FROM unnest(p_user_ids, p_years) AS p (user_id, year)
        JOIN momentum.annual_summary AS s ON s.user_id = p.user_id AND s.year = p.year
        FOR NO KEY UPDATE OF s SKIP LOCKED
    ) AS held;

    UPDATE momentum.annual_summary AS s
    SET
        session_count = counted.sessions,
        last_activity_at = counted.last_at,
        computed_at = now()
    FROM unnest(v_user_ids, v_years) AS p (user_id, year)
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
    RETURN QUERY SELECT p.user_id, p.year FROM unnest(v_user_ids, v_years) AS p (user_id, year);
END
$_recount_sessions$;

COMMENT ON FUNCTION momentum._recount_sessions(uuid[], integer[]) IS
    'Counts the activities of these users and years into annual_summary where nobody holds the '
    'row, and returns the pairs that were counted';
