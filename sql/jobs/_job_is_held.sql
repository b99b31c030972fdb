-- Whether some session, this one included, holds the lock of a job (class 7717): whether it runs.
CREATE OR REPLACE FUNCTION momentum._job_is_held(p_name text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_job_is_held$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM pg_locks AS l
        WHERE
            l.locktype = 'advisory'
            AND l.database = (
                SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()
            )
            AND l.classid = 7717
            AND l.objid::bigint = hashtext(p_name)::bigint & 4294967295
            AND l.objsubid = 2
            AND l.granted
    );
END
$_job_is_held$;

COMMENT ON FUNCTION momentum._job_is_held(text) IS
    'Whether some session holds the lock of a job, so that it runs';
