-- Each job, how its last run ended (last_*; a run that was skipped is none), and the run that is
-- under way (running_*). A run whose session has ended is the last one, abandoned. last_seconds is
-- its duration; succeeded_at is when a run last ended well.
CREATE OR REPLACE FUNCTION momentum._list_jobs()
RETURNS TABLE (
    name text,
    schedule text,
    enabled boolean,
    catch_up boolean,
    description text,
    last_status text,
    last_scheduled_at timestamptz,
    last_started_at timestamptz,
    last_seconds double precision,
    last_attempt integer,
    last_rows bigint,
    last_error text,
    succeeded_at timestamptz,
    running_since timestamptz,
    running_done bigint,
    running_total bigint,
    running_pid integer
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_list_jobs$
    WITH under_way AS MATERIALIZED (
        SELECT DISTINCT ON (r.job_name) r.*
        FROM momentum.job_runs AS r
        WHERE r.status = 'running' AND momentum._job_is_held(r.job_name)
        ORDER BY r.job_name, r.id DESC
    )
    SELECT
        j.name,
        j.schedule,
        j.enabled,
        j.catch_up,
        j.description,
        CASE WHEN last.status = 'running' THEN 'abandoned' ELSE last.status END,
        last.scheduled_at,
        last.started_at,
        extract(epoch FROM last.finished_at - last.started_at)::double precision,
        last.attempt,
        last.rows_done,
        CASE
            WHEN last.status = 'running' THEN 'the session ended before the run did'
            ELSE last.error
        END,
        well.finished_at,
        running.started_at,
        running.rows_done,
        running.rows_total,
        running.pid
    FROM momentum.jobs AS j
    LEFT JOIN under_way AS running ON running.job_name = j.name
    LEFT JOIN LATERAL (
        SELECT r.*
        FROM momentum.job_runs AS r
        WHERE
            r.job_name = j.name
            AND r.status <> 'skipped'
            AND r.id IS DISTINCT FROM running.id
        ORDER BY r.started_at DESC, r.id DESC
        LIMIT 1
    ) AS last ON true
    LEFT JOIN LATERAL (
        SELECT r.finished_at
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded'
        ORDER BY r.started_at DESC, r.id DESC
        LIMIT 1
    ) AS well ON true
    ORDER BY j.name
$_list_jobs$;

COMMENT ON FUNCTION momentum._list_jobs() IS
    'Each job, how its last run ended, when one last succeeded, and the run that is under way';
