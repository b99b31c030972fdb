-- Takes the turn to evaluate the badges of these users until the transaction ends, and returns the
-- users whose turn was to be had. Evaluate in a later statement: only then is visible what the one
-- before has written. A turn that somebody else has is waited for, but for less than the server
-- takes to look for a deadlock (see _await_badge_turns). In a transaction whose snapshot is older
-- than the lock: nobody's.
CREATE OR REPLACE FUNCTION momentum._hold_badge_turns(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_hold_badge_turns$
DECLARE
    v_held uuid[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RETURN '{}';
    END IF;
    v_held := ARRAY(
        SELECT t.user_id
        FROM unnest(p_user_ids) AS u (user_id)
        JOIN momentum.badge_turns AS t ON t.user_id = u.user_id
        FOR UPDATE OF t SKIP LOCKED
    );
    IF cardinality(v_held) < cardinality(p_user_ids) THEN
        v_held := v_held || momentum._await_badge_turns(ARRAY(
            SELECT u.user_id FROM unnest(p_user_ids) AS u (user_id)
            EXCEPT
            SELECT h.user_id FROM unnest(v_held) AS h (user_id)
        ));
    END IF;
    RETURN v_held;
END
$_hold_badge_turns$;

COMMENT ON FUNCTION momentum._hold_badge_turns(uuid[]) IS
    'Takes the turn to evaluate the badges of these users, and returns those whose turn it got';
