-- Works off what is queued for up to p_limit users (see _rescore_queued), those who wait longest
-- first, and returns the number of queue entries that were worked off.
-- Users whose lock is taken are passed over, and days to come are left: it waits for no
-- calculation, and two calls at once share the work. A user who fails stays queued (see
-- _drain_users).
-- Raises PM006 (limit), PM011. Announces the rows written.
CREATE OR REPLACE FUNCTION momentum.drain_rescore_queue(p_limit integer DEFAULT 10000)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $drain_rescore_queue$
DECLARE
    c_page_size CONSTANT integer := 500;
    v_today CONSTANT date := momentum._today();
    v_locked uuid[];
    v_drained bigint := 0::bigint;
BEGIN
    IF (p_limit > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the limit must be positive'
            USING ERRCODE = 'PM006',
                  HINT = 'It is a number of users; the default is 10,000.';
    END IF;
    PERFORM momentum._check_isolation();

    v_locked := momentum._try_lock_users(
        ARRAY(
            SELECT q.user_id
            FROM momentum.rescore_queue AS q
            WHERE q.from_date <= v_today
            GROUP BY q.user_id
            ORDER BY min(q.id)
        ),
        p_limit
    );
    FOR v_first IN 1..cardinality(v_locked) BY c_page_size LOOP
        v_drained := v_drained
            + momentum._drain_users(v_locked[v_first:v_first + c_page_size - 1]);
    END LOOP;
    RETURN v_drained;
END
$drain_rescore_queue$;

COMMENT ON FUNCTION momentum.drain_rescore_queue(integer) IS
    'Recomputes the scores of up to so many queued users (default 10,000) and returns how many '
    'queue entries were worked off. Errors: PM006, PM011';
