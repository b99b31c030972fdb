-- When a run that did not succeed is to be tried again: one that was abandoned at once, one that
-- failed after retry_after of its job, doubled with each further attempt, up to ten times.
CREATE OR REPLACE FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_retry_at$
    SELECT
        CASE
            WHEN p_run.status = 'abandoned' THEN p_run.finished_at
            ELSE p_run.finished_at + p_retry_after * (2 ^ LEAST(p_run.attempt - 1, 10))
        END
$_retry_at$;

COMMENT ON FUNCTION momentum._retry_at(momentum.job_runs, interval) IS
    'When a run that did not succeed is to be tried again';
