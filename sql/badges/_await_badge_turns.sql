-- Takes the turns of users that somebody else has, or that nobody ever had: all of them, or none
-- when one is not to be had within 400 ms, which is less than the server takes to look for a
-- deadlock (deadlock_timeout, one second).
CREATE OR REPLACE FUNCTION momentum._await_badge_turns(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '400ms'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_await_badge_turns$
BEGIN
    INSERT INTO momentum.badge_turns (user_id)
    SELECT u.user_id
    FROM unnest(p_user_ids) AS u (user_id)
    ORDER BY u.user_id
    ON CONFLICT (user_id) DO NOTHING;

    PERFORM
    FROM unnest(p_user_ids) AS u (user_id)
    JOIN momentum.badge_turns AS t ON t.user_id = u.user_id
    ORDER BY t.user_id
    FOR UPDATE OF t;
    RETURN p_user_ids;
EXCEPTION
    -- somebody else's, or a user is being deleted at this moment
    WHEN lock_not_available OR foreign_key_violation THEN
        RETURN '{}';
END
$_await_badge_turns$;

COMMENT ON FUNCTION momentum._await_badge_turns(uuid[]) IS
    'Takes the turns of these users, waiting for less than a deadlock takes; all or none';
