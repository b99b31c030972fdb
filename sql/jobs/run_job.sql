-- Runs a job now, or as of p_now, and records it in job_runs; before that, for a job that catches
-- up, each day that it has missed. While another session runs the job, nothing is done but a row
-- `skipped`; a disabled job is left alone; a NOTICE tells either.
-- p_once: nothing where the job was run for that very instant; schedulers, which may be several,
-- give the minute.
-- Holds the job's session lock (class 7717) while it runs, and COMMITs as it goes: call it outside
-- a transaction. An error of the command is recorded, and then raised as it was; PM004, PM007.
-- After the last attempt an alert (job_failed) goes out on ops_alerts.
CREATE OR REPLACE PROCEDURE momentum.run_job(
    p_name text,
    p_now timestamptz DEFAULT momentum.clock(),
    p_once boolean DEFAULT false
)
LANGUAGE plpgsql
AS $run_job$
DECLARE
    v_failure pg_catalog.jsonb;
BEGIN
    CALL momentum._run_job(p_name, p_now, CASE WHEN p_once THEN 1 END, true, v_failure);
    IF v_failure IS NOT NULL THEN
        SET LOCAL search_path = pg_catalog, pg_temp;
        RAISE EXCEPTION USING
            ERRCODE = v_failure ->> 'code',
            MESSAGE = v_failure ->> 'message',
            DETAIL = COALESCE(
                NULLIF(v_failure ->> 'detail', ''), pg_catalog.format('The job is %s.', p_name)
            ),
            HINT = COALESCE(
                NULLIF(v_failure ->> 'hint', ''), 'Its runs are in momentum.job_runs.'
            );
    END IF;
END
$run_job$;

COMMENT ON PROCEDURE momentum.run_job(text, timestamptz, boolean) IS
    'Runs a job now, or as of an instant, committing as it goes, and records it in job_runs; skips '
    'it while another session runs it; with p_once, too, where it was run for that instant. '
    'Errors: PM004, PM007, and those of the job';
