-- Marks the runs of a job that are recorded as running, and alerts where it was the last attempt.
-- For who holds the lock of the job: then the sessions of these runs have ended.
CREATE OR REPLACE FUNCTION momentum._abandon_runs(p_name text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_abandon_runs$
DECLARE
    v_run momentum.job_runs;
BEGIN
    FOR v_run IN
        UPDATE momentum.job_runs AS r
        SET
            status = 'abandoned',
            finished_at = momentum.clock(),
            error = 'the session ended before the run did'
        WHERE r.job_name = p_name AND r.status = 'running'
        RETURNING r.*
    LOOP
        PERFORM momentum._alert_job(v_run);
    END LOOP;
END
$_abandon_runs$;

COMMENT ON FUNCTION momentum._abandon_runs(text) IS
    'Marks the runs of a job whose session has ended before they did';
