-- Takes the right to write scores of some users (null: of everyone) until the transaction ends.
-- Locks, in this order: the score versions, shared (class 7710, key 0), so that no version changes
-- under a calculation; then the users' stripes (class 7711), ascending. Waits for each.
-- Compute in a later statement than the one that calls this: only then is what the former holder
-- wrote visible. Raises PM011 in a transaction whose snapshot is older than the lock.
CREATE OR REPLACE FUNCTION momentum._lock_users(p_user_ids uuid[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_lock_users$
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock_shared(7710, 0);
    IF p_user_ids IS NULL THEN
        PERFORM pg_advisory_xact_lock(7711, stripe.number)
        FROM (SELECT generate_series(0, 1023) AS number ORDER BY 1) AS stripe;
    ELSE
        PERFORM pg_advisory_xact_lock(7711, stripe.number)
        FROM (
            SELECT DISTINCT momentum._lock_stripe(u.user_id) AS number
            FROM unnest(p_user_ids) AS u (user_id)
            ORDER BY 1
        ) AS stripe;
    END IF;
END
$_lock_users$;

COMMENT ON FUNCTION momentum._lock_users(uuid[]) IS
    'Takes the right to write scores of these users (null: everyone) until the transaction ends';
