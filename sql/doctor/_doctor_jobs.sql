-- What is wrong with the runs of jobs: see doctor(). Changes nothing.
CREATE OR REPLACE FUNCTION momentum._doctor_jobs()
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
AS $_doctor_jobs$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
BEGIN
    RETURN QUERY
    SELECT
        'run_abandoned',
        format('%s, since %s', r.job_name, date_trunc('second', r.started_at)),
        'Its session ended before it did, and nobody has noticed: what it had committed is kept, '
            'the rest is not done',
        ARRAY['CALL momentum.run_due_jobs()'],
        true
    FROM momentum.job_runs AS r
    WHERE
        r.status = 'running'
        -- one that ends just now still looks so
        AND r.started_at < v_now - interval '5 minutes'
        AND NOT momentum._job_is_held(r.job_name)
    ORDER BY 2;

    RETURN QUERY
    WITH given_up AS (
        SELECT DISTINCT ON (j.name, r.scheduled_at)
            j.name, j.catch_up, r.scheduled_at, r.error
        FROM (
            SELECT
                j.*,
                (
                    SELECT max(s.scheduled_at)
                    FROM momentum.job_runs AS s
                    WHERE
                        s.job_name = j.name
                        AND s.status = 'succeeded'
                        AND s.scheduled_at <= v_now
                ) AS last_success
            FROM momentum.jobs AS j
            WHERE j.enabled
            -- so that it is looked up for each job, not for each run
            OFFSET 0
        ) AS j
        JOIN momentum.job_runs AS r ON r.job_name = j.name
        WHERE
            r.status IN ('failed', 'abandoned')
            AND r.scheduled_at <= v_now
            AND CASE
                WHEN j.catch_up THEN r.attempt >= j.max_attempts
                ELSE
                    (r.scheduled_at < j.last_success) IS NOT TRUE
                    AND (
                        r.attempt >= j.max_attempts
                        OR r.scheduled_at <= v_now - interval '24 hours'
                        OR momentum._retry_at(r, j.retry_after)
                            >= r.scheduled_at + interval '24 hours'
                    )
            END
            AND NOT EXISTS (
                SELECT
                FROM momentum.job_runs AS later
                WHERE
                    later.job_name = r.job_name
                    AND later.scheduled_at = r.scheduled_at
                    AND later.status = 'succeeded'
            )
        ORDER BY j.name, r.scheduled_at, r.attempt DESC
    )
    SELECT
        'job_failed',
        -- without its time, so that one that fails again is known as the same
        format('%s: %s', g.name, left((array_agg(g.error ORDER BY g.scheduled_at DESC))[1], 200)),
        'It was tried as often, or for as long, as it may be, and is not tried again',
        CASE
            WHEN g.catch_up THEN array_agg(
                format('pgmomentum jobs run %s --now %s', g.name, to_jsonb(g.scheduled_at) #>> '{}')
                ORDER BY g.scheduled_at
            )
            ELSE ARRAY[format('pgmomentum jobs run %s', g.name)]
        END,
        true
    FROM given_up AS g
    GROUP BY g.name, g.catch_up
    ORDER BY g.name;

    RETURN QUERY
    SELECT
        'job_overdue',
        format(
            '%s: %s', j.name, COALESCE('succeeded last for ' || last.success, 'has never succeeded')
        ),
        'What it does each day was not done; it makes up for the days that it has missed',
        ARRAY[format('pgmomentum jobs run %s', j.name)],
        true
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT max(r.scheduled_at) AS success
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded' AND r.scheduled_at <= v_now
    ) AS last
    WHERE
        j.enabled
        AND j.catch_up
        AND COALESCE(last.success, j.created_at) < v_now - interval '25 hours'
    ORDER BY j.name;

    RETURN QUERY
    SELECT
        'jobs_not_run',
        'for a day',
        'Neither pg_cron nor jobs serve has run anything, so nobody is scored at night: have one '
            'of them run the jobs, and look again in a minute',
        ARRAY['pgmomentum jobs install', 'pgmomentum jobs serve'],
        false
    WHERE
        EXISTS (
            SELECT
            FROM momentum.jobs AS j
            WHERE
                j.enabled
                AND j.schedule LIKE '% * * *'
                AND j.updated_at < v_now - interval '24 hours'
        )
        AND NOT momentum._jobs_are_run();
END
$_doctor_jobs$;

COMMENT ON FUNCTION momentum._doctor_jobs() IS
    'What is wrong with the runs of jobs: part of doctor()';
