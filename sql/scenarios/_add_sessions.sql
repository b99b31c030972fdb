-- New activities of these users and UTC years (distinct pairs): adds them to their rows of
-- annual_summary. A row that is not there, or that somebody else holds, is counted instead (see
-- _recount_sessions).
CREATE OR REPLACE FUNCTION momentum._add_sessions(
    p_user_ids uuid[],
    p_years integer[],
    p_sessions integer[],
    p_last_at timestamptz[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_add_sessions$
DECLARE
    v_user_ids uuid[];
    v_years integer[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        PERFORM momentum._recount_sessions(p_user_ids, p_years);
        RETURN;
    END IF;

    WITH added AS (
        SELECT n.user_id, n.year, n.sessions, n.last_at
        FROM unnest(p_user_ids, p_years, p_sessions, p_last_at)
            AS n (user_id, year, sessions, last_at)
    ),
    held AS MATERIALIZED (
        SELECT s.user_id, s.year, n.sessions, n.last_at
        FROM added AS n
        JOIN momentum.annual_summary AS s ON s.user_id = n.user_id AND s.year = n.year
        FOR NO KEY UPDATE OF s SKIP LOCKED
    ),
    counted AS (
        UPDATE momentum.annual_summary AS s
        SET
            session_count = s.session_count + held.sessions,
            last_activity_at = greatest(s.last_activity_at, held.last_at),
            computed_at = now()
        FROM held
        WHERE s.user_id = held.user_id AND s.year = held.year
        RETURNING s.user_id, s.year
    )
    SELECT array_agg(rest.user_id), array_agg(rest.year)
    INTO v_user_ids, v_years
    FROM (
        SELECT n.user_id, n.year FROM added AS n
        EXCEPT
        SELECT c.user_id, c.year FROM counted AS c
    ) AS rest;
    IF v_user_ids IS NOT NULL THEN
        PERFORM momentum._recount_sessions(v_user_ids, v_years);
    END IF;
END
$_add_sessions$;

COMMENT ON FUNCTION momentum._add_sessions(uuid[], integer[], integer[], timestamptz[]) IS
    'Adds new activities of these users and years to annual_summary';
