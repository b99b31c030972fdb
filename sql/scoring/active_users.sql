-- The users who get a score for a day: created on or before that UTC day and not deleted.
-- Raises PM004 for no date.
CREATE OR REPLACE FUNCTION momentum.active_users(p_day date)
RETURNS TABLE (user_id uuid)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $active_users$
BEGIN
    PERFORM momentum._check_date_range(p_day, p_day);
    RETURN QUERY
    SELECT u.id
    FROM momentum._users AS u
    WHERE
        u.created_at < (p_day + 1)::timestamp AT TIME ZONE 'UTC'
        AND u.deleted_at IS NULL;
END
$active_users$;

COMMENT ON FUNCTION momentum.active_users(date) IS
    'Ids of the users that count on a UTC day: created on or before it and not deleted. '
    'Errors: PM004';
