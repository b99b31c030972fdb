-- What run_due_jobs is to run, oldest first: attempts that failed or were abandoned, and whose time
-- has come to be tried again; and jobs that catch up and did not run at their last instant, five
-- minutes ago or more. A job that does not catch up is not tried again for an instant a day old, or
-- once it has succeeded for a later one. Instants after p_now, from a clock that was wrong, do not
-- count.
CREATE OR REPLACE FUNCTION momentum._due_runs(p_now timestamptz)
RETURNS TABLE (job_name text, scheduled_at timestamptz, attempt integer, is_retry boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_due_runs$
    SELECT r.job_name, r.scheduled_at, r.attempt + 1, true
    FROM momentum.job_runs AS r
    JOIN (
        SELECT
            j.*,
            (
                SELECT max(s.scheduled_at)
                FROM momentum.job_runs AS s
                WHERE
                    s.job_name = j.name
                    AND s.status = 'succeeded'
                    AND s.scheduled_at <= p_now
            ) AS last_success
        FROM momentum.jobs AS j
        WHERE j.enabled
        -- so that it is looked up for each job, not for each run
        OFFSET 0
    ) AS j ON j.name = r.job_name AND r.attempt < j.max_attempts
    WHERE
        r.status IN ('failed', 'abandoned')
        AND r.scheduled_at <= p_now
        AND (r.status = 'abandoned' OR momentum._retry_at(r, j.retry_after) <= p_now)
        AND NOT EXISTS (
            SELECT
            FROM momentum.job_runs AS later
            WHERE
                later.job_name = r.job_name
                AND later.scheduled_at = r.scheduled_at
                AND later.attempt > r.attempt
                AND later.status <> 'skipped'
        )
        AND (
            j.catch_up
            OR r.scheduled_at > p_now - interval '24 hours'
            AND (r.scheduled_at < j.last_success) IS NOT TRUE
        )
    UNION ALL
    SELECT j.name, due.instant, 1, false
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT momentum._daily_instant(j.schedule, p_now - interval '5 minutes') AS instant
    ) AS due
    WHERE
        j.enabled
        AND j.catch_up
        AND due.instant > j.created_at
        AND NOT EXISTS (
            SELECT
            FROM momentum.job_runs AS r
            WHERE
                r.job_name = j.name
                AND r.scheduled_at BETWEEN due.instant AND p_now
                AND r.status <> 'skipped'
        )
    ORDER BY 2, 1
$_due_runs$;

COMMENT ON FUNCTION momentum._due_runs(timestamptz) IS
    'Attempts to be made again, and jobs that catch up and did not run at their last instant';
