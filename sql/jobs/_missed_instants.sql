-- The instants, oldest first, that a job which catches up is to run for before it runs for p_now:
-- one for each whole UTC day since its last run that succeeded (none: since the job was made), at
-- most the last 31, which a WARNING tells. Empty for other jobs.
CREATE OR REPLACE FUNCTION momentum._missed_instants(p_name text, p_now timestamptz)
RETURNS timestamptz[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_missed_instants$
DECLARE
    c_most CONSTANT integer := 31;
    v_schedule text;
    v_first date;
    v_days integer;
BEGIN
    SELECT
        j.schedule,
        CASE
            WHEN last.instant IS NOT NULL THEN last.instant::date + 1
            WHEN
                momentum._daily_instant(
                    j.schedule, date_trunc('day', j.created_at) + interval '23:59:59'
                ) > j.created_at
                THEN j.created_at::date
            ELSE j.created_at::date + 1
        END
    INTO v_schedule, v_first
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT max(r.scheduled_at) AS instant
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded' AND r.scheduled_at < p_now
    ) AS last
    WHERE j.name = p_name AND j.catch_up;
    v_days := p_now::date - v_first;
    IF v_days > c_most THEN
        RAISE WARNING 'job %: % days are not made up for', p_name, v_days - c_most
            USING HINT = format(
                'It is run for the last %s days. For the days before, see pgmomentum backfill.',
                c_most
            );
        v_days := c_most;
    END IF;
    RETURN ARRAY(
        SELECT
            momentum._daily_instant(
                v_schedule, (p_now::date - day.back)::timestamptz + interval '23:59:59'
            )
        FROM generate_series(v_days, 1, -1) AS day (back)
        ORDER BY day.back DESC
    );
END
$_missed_instants$;

COMMENT ON FUNCTION momentum._missed_instants(text, timestamptz) IS
    'The instants for which a job that catches up has not run, oldest first, at most 31';
