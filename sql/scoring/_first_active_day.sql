-- The UTC day of the first user: no day before it has an active user. Infinity without any user.
CREATE OR REPLACE FUNCTION momentum._first_active_day()
RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_active_day$
    SELECT COALESCE((min(u.created_at) AT TIME ZONE 'UTC')::date, 'infinity')
    FROM momentum._users AS u
    WHERE u.deleted_at IS NULL
$_first_active_day$;

COMMENT ON FUNCTION momentum._first_active_day() IS
    'The UTC day on which the first user was created; infinity without users';
