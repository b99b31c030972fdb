-- Takes the locks of _lock_users without waiting, in the order given, and returns the users whose
-- lock was to be had, up to p_limit of them (null: all); none in a transaction whose snapshot is
-- older than the lock.
CREATE OR REPLACE FUNCTION momentum._try_lock_users(
    p_user_ids uuid[],
    p_limit integer DEFAULT NULL
)
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_try_lock_users$
BEGIN
    IF
        current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
        OR NOT pg_try_advisory_xact_lock_shared(7710, 0)
    THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(
        SELECT u.user_id
        FROM unnest(p_user_ids) AS u (user_id)
        WHERE pg_try_advisory_xact_lock(7711, momentum._lock_stripe(u.user_id))
        LIMIT p_limit
    );
END
$_try_lock_users$;

COMMENT ON FUNCTION momentum._try_lock_users(uuid[], integer) IS
    'Takes the right to write scores of those of the users whose lock is free, and returns them';
