-- Counts the users and years that wait in summary_queue, and returns for how many of them it could.
-- Those whose rows somebody else still holds stay queued (see _recount_sessions).
CREATE OR REPLACE FUNCTION momentum.drain_summary_queue()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $drain_summary_queue$
DECLARE
    v_user_ids uuid[];
    v_ids bigint[];
    v_waiting_users uuid[];
    v_waiting_years integer[];
BEGIN
    PERFORM momentum._check_isolation();
    -- noted before anything is counted: what is queued meanwhile stays
    SELECT array_agg(q.user_id), array_agg(q.id)
    INTO v_user_ids, v_ids
    FROM (
        SELECT e.user_id, e.id FROM momentum.summary_queue AS e FOR UPDATE SKIP LOCKED
    ) AS q;
    IF v_ids IS NULL THEN
        RETURN 0;
    END IF;

    WITH noted AS (
        DELETE FROM momentum.summary_queue AS q
        USING unnest(v_user_ids, v_ids) AS n (user_id, id)
        WHERE q.user_id = n.user_id AND q.id = n.id
        RETURNING q.user_id, q.year
    )
    SELECT array_agg(waiting.user_id), array_agg(waiting.year)
    INTO v_waiting_users, v_waiting_years
    FROM (
        SELECT DISTINCT n.user_id, n.year
        FROM noted AS n
        JOIN momentum._users AS u ON u.id = n.user_id
    ) AS waiting;
    RETURN momentum._recount_pages(v_waiting_users, v_waiting_years);
END
$drain_summary_queue$;

COMMENT ON FUNCTION momentum.drain_summary_queue() IS
    'Counts the users and years of annual_summary that wait in summary_queue, and returns how many';
