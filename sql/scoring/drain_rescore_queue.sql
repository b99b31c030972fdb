-- Works off up to p_limit entries of the rescore queue, oldest first, with all that is queued for
-- the same users (see _rescore_queued), and returns how many entries that were.
-- Users whose lock is taken are left for the next call, and so are days to come: it waits for
-- nobody, and two calls at once never do the same. A page of users that fails is logged
-- (scoring_failures) with a WARNING and stays queued.
-- Raises PM006 (limit), PM011. Announces the rows written.
CREATE OR REPLACE FUNCTION momentum.drain_rescore_queue(p_limit integer DEFAULT 10000)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $drain_rescore_queue$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_locked uuid[];
    v_page uuid[];
    v_drained bigint := 0;
    v_error_code text;
    v_error_message text;
BEGIN
    IF (p_limit > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the limit must be positive'
            USING ERRCODE = 'PM006',
                  HINT = 'It is a number of queue entries; the default is 10,000.';
    END IF;
    PERFORM momentum._check_isolation();

    v_locked := momentum._try_lock_users(ARRAY(
        SELECT DISTINCT oldest.user_id
        FROM (
            SELECT q.user_id
            FROM momentum.rescore_queue AS q
            WHERE q.from_date <= v_today
            ORDER BY q.id
            LIMIT p_limit
        ) AS oldest
    ));
    FOR v_page IN
        SELECT array_agg(u.user_id)
        FROM unnest(v_locked) WITH ORDINALITY AS u (user_id, place)
        GROUP BY (u.place - 1) / 500
    LOOP
        BEGIN
            v_drained := v_drained + momentum._rescore_queued(v_page);
        EXCEPTION
            WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS
                    v_error_code = RETURNED_SQLSTATE,
                    v_error_message = MESSAGE_TEXT;
                -- no fault of this page: rights, a read-only session, the server's resources
                IF v_error_code ~ '^(25|42|53)' THEN
                    RAISE;
                END IF;
                INSERT INTO momentum.scoring_failures (
                    operation, score_date, user_ids, error_code, error_message
                )
                VALUES ('drain', v_today, v_page, v_error_code, v_error_message);
                RAISE WARNING 'drain: a page of % users failed: %',
                    cardinality(v_page), v_error_message
                    USING HINT = 'Its users are in momentum.scoring_failures, and still queued.';
        END;
    END LOOP;
    RETURN v_drained;
END
$drain_rescore_queue$;

COMMENT ON FUNCTION momentum.drain_rescore_queue(integer) IS
    'Recomputes the scores of up to so many queue entries (default 10,000) and returns how many '
    'were worked off. Errors: PM006, PM011';
