-- Takes the turn to evaluate the badges of these users until the transaction ends, and returns the
-- users whose turn was to be had. Evaluate in a later statement: only then is visible what the one
-- before has written. It never waits for a lock, but tries again for 400 ms: transactions that meet
-- in opposite orders cannot deadlock. Where the snapshot is older than the lock: nobody's turn.
-- Locks the rows of badge_turns; to make those that are missing, the users' stripes (class 7716).
CREATE OR REPLACE FUNCTION momentum._hold_badge_turns(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_hold_badge_turns$
DECLARE
    c_tries CONSTANT integer := 40;
    v_rest uuid[] := p_user_ids;
    v_held uuid[] := '{}';
    v_missing uuid[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RETURN '{}';
    END IF;
    FOR v_try IN 1..c_tries LOOP
        v_held := v_held || ARRAY(
            SELECT t.user_id
            FROM momentum.badge_turns AS t
            WHERE t.user_id = ANY (v_rest)
            FOR UPDATE SKIP LOCKED
        );
        IF cardinality(v_held) = cardinality(p_user_ids) THEN
            RETURN v_held;
        END IF;
        v_rest := ARRAY(SELECT unnest(p_user_ids) EXCEPT SELECT unnest(v_held));

        v_missing := ARRAY(
            SELECT r.user_id
            FROM unnest(v_rest) AS r (user_id)
            WHERE
                (SELECT true FROM momentum.badge_turns AS t WHERE t.user_id = r.user_id) IS NULL
                AND pg_try_advisory_xact_lock(7716, momentum._lock_stripe(r.user_id))
        );
        INSERT INTO momentum.badge_turns (user_id)
        SELECT m.user_id
        FROM unnest(v_missing) AS m (user_id)
        JOIN momentum._users AS u ON u.id = m.user_id
        ON CONFLICT (user_id) DO NOTHING;
        IF v_missing = '{}' THEN
            PERFORM pg_sleep(0.01);
        END IF;
    END LOOP;
    RETURN v_held;
END
$_hold_badge_turns$;

COMMENT ON FUNCTION momentum._hold_badge_turns(uuid[]) IS
    'Takes the turn to evaluate the badges of these users, and returns those whose turn it got';
