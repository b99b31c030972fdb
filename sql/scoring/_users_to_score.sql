-- The users that a paged run of one day works on: for 'backfill' the active ones without a row,
-- else of the active ones those named (null: all).
CREATE OR REPLACE FUNCTION momentum._users_to_score(
    p_operation text,
    p_day date,
    p_user_ids uuid[]
)
RETURNS TABLE (user_id uuid)
LANGUAGE plpgsql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $_users_to_score$
BEGIN
    IF p_operation = 'backfill' THEN
        RETURN QUERY SELECT u.user_id FROM momentum._unscored_users(p_day) AS u;
    ELSIF p_user_ids IS NULL THEN
        RETURN QUERY SELECT u.user_id FROM momentum.active_users(p_day) AS u;
    ELSE
        RETURN QUERY
        SELECT u.user_id FROM momentum.active_users(p_day) AS u
        INTERSECT
        SELECT n.user_id FROM unnest(p_user_ids) AS n (user_id);
    END IF;
END
$_users_to_score$;

COMMENT ON FUNCTION momentum._users_to_score(text, date, uuid[]) IS
    'Ids of the users that a paged run works on, on one day';
