-- Takes the turn to evaluate the badges of these users until the transaction ends, and returns the
-- users whose turn was to be had. Evaluate in a later statement: only then is visible what the one
-- before has written. It does not wait for who has a turn, but tries again for 400 ms, once in a
-- transaction: transactions that meet in opposite orders cannot deadlock. Where the snapshot is
-- older than the lock: nobody's turn.
-- Locks the rows of badge_turns; to make those that are missing, the users' stripes (class 7716).
CREATE OR REPLACE FUNCTION momentum._hold_badge_turns(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_hold_badge_turns$
DECLARE
    v_until CONSTANT timestamptz := clock_timestamp() + CASE
        WHEN current_setting('momentum.missed_a_turn', true) = 'on' THEN interval '0'
        ELSE interval '400 milliseconds'
    END;
    v_got uuid[];
    v_rest uuid[] := p_user_ids;
    v_held uuid[] := '{}'::uuid[];
    v_missing uuid[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RETURN '{}'::uuid[];
    END IF;
    LOOP
        v_got := ARRAY(
            SELECT t.user_id
            FROM momentum.badge_turns AS t
            WHERE t.user_id = ANY (v_rest)
            FOR UPDATE SKIP LOCKED
        );
        v_held := v_held || v_got;
        IF cardinality(v_held) = cardinality(p_user_ids) THEN
            RETURN v_held;
        END IF;
        v_rest := ARRAY(SELECT unnest(v_rest) EXCEPT SELECT unnest(v_got));

        v_missing := ARRAY(
            SELECT r.user_id
            FROM unnest(v_rest) AS r (user_id)
            JOIN momentum._users AS u ON u.id = r.user_id
            WHERE
                (SELECT true FROM momentum.badge_turns AS t WHERE t.user_id = r.user_id) IS NULL
                AND pg_try_advisory_xact_lock(7716, momentum._lock_stripe(r.user_id))
        );
        INSERT INTO momentum.badge_turns (user_id)
        SELECT m.user_id
        FROM unnest(v_missing) AS m (user_id)
        ON CONFLICT (user_id) DO NOTHING;
        IF v_missing = '{}' THEN
            EXIT WHEN clock_timestamp() >= v_until;
            PERFORM pg_sleep(0.01);
        END IF;
    END LOOP;
    PERFORM set_config('momentum.missed_a_turn', 'on', true);
    RETURN v_held;
END
$_hold_badge_turns$;

COMMENT ON FUNCTION momentum._hold_badge_turns(uuid[]) IS
    'Takes the turn to evaluate the badges of these users, and returns those whose turn it got';
