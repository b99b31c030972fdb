-- Alerts the operators to a run that did not succeed, if it was the last attempt: of as many as
-- there may be, or because the time of the next one would come too late (see _due_runs).
CREATE OR REPLACE FUNCTION momentum._alert_job(p_run momentum.job_runs)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_alert_job$
BEGIN
    IF EXISTS (
        SELECT
        FROM momentum.jobs AS j
        WHERE
            j.name = p_run.job_name
            AND (
                p_run.attempt >= j.max_attempts
                OR NOT j.catch_up
                AND momentum._retry_at(p_run, j.retry_after)
                    >= p_run.scheduled_at + interval '24 hours'
            )
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
