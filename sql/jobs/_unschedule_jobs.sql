-- Takes entries of this database away from pg_cron, by their names or, under other names, by their
-- commands, except those of the caller that are named and active; returns how many were taken
-- away. Callers, also those of other databases, take turns until they commit (class 7717, key 0):
-- pg_cron cannot remove an entry twice. Raises PM012 where pg_cron is not in this database.
CREATE OR REPLACE FUNCTION momentum._unschedule_jobs(p_except text[])
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_unschedule_jobs$
DECLARE
    v_count integer;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension AS x WHERE x.extname = 'pg_cron') THEN
        RAISE EXCEPTION 'pg_cron is not in this database'
            USING ERRCODE = 'PM012',
                  HINT = 'It lives in the database that cron.database_name says: from there, '
                         'pgmomentum jobs install registers the jobs. Without pg_cron, '
                         'pgmomentum jobs serve runs them.';
    END IF;
    PERFORM pg_advisory_xact_lock(7717, 0);
    SELECT count(cron.unschedule(c.jobid))::integer INTO v_count
    FROM cron.job AS c
    WHERE
        c.database = current_database()
        AND (
            starts_with(c.jobname::text, momentum._cron_prefix())
            OR c.command IN (SELECT e.command FROM momentum._cron_entries() AS e)
        )
        AND (
            c.active AND c.username = current_user AND c.jobname::text = ANY (p_except)
        ) IS NOT TRUE;
    RETURN v_count;
END
$_unschedule_jobs$;

COMMENT ON FUNCTION momentum._unschedule_jobs(text[]) IS
    'Takes entries of this database away from pg_cron, except those that are named. Errors: PM012';
