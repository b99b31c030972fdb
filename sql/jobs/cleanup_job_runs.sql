-- For each night. Deletes the runs of jobs that began more than settings.job_run_retention_days
-- before p_now, or before the clock, if that is earlier; returns how many. The last run of each job
-- that succeeded stays: what a job has missed is told by it. Raises PM004.
CREATE OR REPLACE FUNCTION momentum.cleanup_job_runs(
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $cleanup_job_runs$
DECLARE
    v_now CONSTANT timestamptz := LEAST(momentum._check_instant(p_now), momentum.clock());
    v_kept_from CONSTANT timestamptz := v_now - (
        SELECT s.value::integer * interval '1 day'
        FROM momentum.settings AS s
        WHERE s.name = 'job_run_retention_days'
    );
    v_deleted bigint;
BEGIN
    WITH last AS MATERIALIZED (
        SELECT r.job_name, max(r.scheduled_at) AS scheduled_at
        FROM momentum.job_runs AS r
        WHERE r.status = 'succeeded' AND r.scheduled_at <= v_now
        GROUP BY r.job_name
    )
    DELETE FROM momentum.job_runs AS r
    WHERE
        r.started_at < v_kept_from
        AND r.status <> 'running'
        AND (
            r.status <> 'succeeded'
            OR (r.job_name, r.scheduled_at) NOT IN (
                SELECT l.job_name, l.scheduled_at FROM last AS l
            )
        );
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$cleanup_job_runs$;

COMMENT ON FUNCTION momentum.cleanup_job_runs(timestamptz) IS
    'Deletes the runs of jobs that retention no longer keeps; returns how many. Errors: PM004';
