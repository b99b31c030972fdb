-- Tells the state of a run as a NOTICE, whose DETAIL is the row of job_runs as a JSON object.
CREATE OR REPLACE PROCEDURE momentum._report_run(p_run momentum.job_runs)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_report_run$
BEGIN
    RAISE NOTICE 'job %: %', p_run.job_name, concat_ws(': ', p_run.status, p_run.error)
        USING DETAIL = to_jsonb(p_run);
END
$_report_run$;

COMMENT ON PROCEDURE momentum._report_run(momentum.job_runs) IS
    'Raises a NOTICE with the state of a run of a job; its DETAIL is the row as JSON';
