-- Alerts the operators to a run that did not succeed, if it was the last attempt.
CREATE OR REPLACE FUNCTION momentum._alert_job(p_run momentum.job_runs)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_alert_job$
BEGIN
    IF p_run.attempt >= (
        SELECT j.max_attempts FROM momentum.jobs AS j WHERE j.name = p_run.job_name
    )
    THEN
        PERFORM momentum._alert(
            jsonb_build_object(
                'alert', 'job_failed',
                'job', p_run.job_name,
                'scheduled_at', p_run.scheduled_at,
                'attempts', p_run.attempt,
                'error', left(p_run.error, 1000),
                'timestamp', p_run.finished_at
            )
        );
    END IF;
END
$_alert_job$;

COMMENT ON FUNCTION momentum._alert_job(momentum.job_runs) IS
    'Alerts the operators to a run that did not succeed, if it was the last attempt';
