-- What pg_cron is to run for this database: a row per enabled job, and run-due-jobs. Names are
-- momentum/<database>/<job>; a database with a long name has it shortened, for pg_cron's own are
-- of 63 bytes.
CREATE OR REPLACE FUNCTION momentum._cron_entries()
RETURNS TABLE (name text, schedule text, command text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_cron_entries$
    SELECT momentum._cron_prefix() || e.name, e.schedule, e.command
    FROM (
        SELECT
            j.name,
            j.schedule,
            format(
                'CALL momentum.run_job(%L, pg_catalog.date_trunc(''minute'', pg_catalog.now()), '
                'true)',
                j.name
            )
        FROM momentum.jobs AS j
        WHERE j.enabled
        UNION ALL
        VALUES ('run-due-jobs', '* * * * *', 'CALL momentum.run_due_jobs()')
    ) AS e (name, schedule, command)
    ORDER BY 1
$_cron_entries$;

COMMENT ON FUNCTION momentum._cron_entries() IS
    'What pg_cron is to run for this database: name, schedule, command';
