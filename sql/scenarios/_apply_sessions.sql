-- Applies what a statement changed in the activities to annual_summary: each user and UTC year once.
-- Rows that nobody holds are changed at once; for the others see _await_sessions.
-- Changes are added, never counted, so that the triggers of one statement, such as those of an
-- upsert, may come in any order. Where the snapshot is older than a row, the change is queued.
CREATE OR REPLACE FUNCTION momentum._apply_sessions(p_changes momentum._session_change[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_apply_sessions$
DECLARE
    v_held momentum._session_change[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        INSERT INTO momentum.summary_queue (user_id, year)
        SELECT c.user_id, c.year FROM unnest(p_changes) AS c;
        RETURN;
    END IF;
    v_held := ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        JOIN momentum.annual_summary AS s ON s.user_id = c.user_id AND s.year = c.year
        FOR NO KEY UPDATE OF s SKIP LOCKED
    );
    PERFORM momentum._change_sessions(v_held);
    IF cardinality(v_held) < cardinality(p_changes) THEN
        PERFORM momentum._await_sessions(ARRAY(
            SELECT c FROM unnest(p_changes) AS c
            EXCEPT
            SELECT h FROM unnest(v_held) AS h
        ));
    END IF;
END
$_apply_sessions$;

COMMENT ON FUNCTION momentum._apply_sessions(momentum._session_change[]) IS
    'Applies what a statement changed in the activities to annual_summary, or queues it';
