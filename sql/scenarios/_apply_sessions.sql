-- Applies what a statement changed in the activities to annual_summary, each user and UTC year
-- once.
-- What cannot be applied is queued, which makes these years unknown until drain_summary_queue
-- counts them: somebody else holds the row for longer than 400 ms, or there is none.
-- It never waits for a lock, but tries again: transactions that meet in opposite orders cannot
-- deadlock on the summary. Where the snapshot is older than a row, all changes are queued.
-- p_may_start: no other trigger of the statement has its changes still to apply, so that what is
-- there may be counted to make a new row.
CREATE OR REPLACE FUNCTION momentum._apply_sessions(
    p_changes momentum._session_change[],
    p_may_start boolean
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_apply_sessions$
DECLARE
    c_tries CONSTANT integer := 40;
    v_rest momentum._session_change[] := p_changes;
BEGIN
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        FOR v_try IN 1..c_tries LOOP
            v_rest := momentum._change_sessions(v_rest);
            IF v_rest <> '{}' THEN
                v_rest := momentum._start_sessions(v_rest, p_may_start);
            END IF;
            IF v_rest = '{}' THEN
                RETURN;
            END IF;
            PERFORM pg_sleep(0.01);
        END LOOP;
    END IF;
    INSERT INTO momentum.summary_queue (user_id, year)
    SELECT c.user_id, c.year FROM unnest(v_rest) AS c;
END
$_apply_sessions$;

COMMENT ON FUNCTION momentum._apply_sessions(momentum._session_change[], boolean) IS
    'Applies what a statement changed in the activities to annual_summary, or queues it';
