-- Whether another session waits for a lock of this one (that of the next maintenance aside).
CREATE OR REPLACE FUNCTION momentum._others_wait()
RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_others_wait$
    SELECT EXISTS (
        SELECT
        FROM pg_locks AS l
        WHERE
            NOT l.granted
            AND (l.locktype, l.classid::bigint) IS DISTINCT FROM ('advisory', 7712)
            AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid))
    )
$_others_wait$;

COMMENT ON FUNCTION momentum._others_wait() IS
    'Whether another session waits for a lock of this one';
