-- Whether pg_cron or jobs serve has run a job in the last 24 hours: they name whole minutes, while
-- a run by hand is for the moment of the call.
CREATE OR REPLACE FUNCTION momentum._jobs_are_run()
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_jobs_are_run$
    SELECT EXISTS (
        SELECT
        FROM momentum.job_runs AS r
        WHERE
            r.scheduled_at > (SELECT momentum.clock()) - interval '24 hours'
            AND r.scheduled_at <= (SELECT momentum.clock()) + interval '1 hour'
            AND r.scheduled_at = date_trunc('minute', r.scheduled_at)
    )
$_jobs_are_run$;

COMMENT ON FUNCTION momentum._jobs_are_run() IS
    'Whether pg_cron or jobs serve has run a job in the last 24 hours';
