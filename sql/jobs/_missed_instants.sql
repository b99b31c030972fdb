-- The instants, oldest first, that a job which catches up is to run for before it runs for p_now:
-- one for each whole UTC day since its last run that succeeded (none: since the job was made), at
-- most the last 31, which a WARNING tells. Empty for other jobs.
CREATE OR REPLACE FUNCTION momentum._missed_instants(p_name text, p_now timestamptz)
RETURNS timestamptz[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_missed_instants$
DECLARE
    c_most CONSTANT integer := 31;
    v_instants timestamptz[];
BEGIN
    SELECT array_agg(i.instant ORDER BY i.instant)
    INTO v_instants
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT max(r.scheduled_at) AS instant
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded' AND r.scheduled_at < p_now
    ) AS last
    CROSS JOIN LATERAL (
        SELECT momentum._daily_instant(j.schedule, last_second) AS instant
        FROM generate_series(
            date_trunc('day', COALESCE(last.instant, j.created_at)) + interval '23:59:59',
            date_trunc('day', p_now) - interval '1 second',
            interval '24 hours'
        ) AS last_second
    ) AS i
    WHERE
        j.name = p_name
        AND j.catch_up
        AND CASE
            WHEN last.instant IS NULL THEN i.instant > j.created_at
            ELSE i.instant::date > last.instant::date
        END;
    IF cardinality(v_instants) > c_most THEN
        RAISE WARNING 'job %: % days are not made up for', p_name, cardinality(v_instants) - c_most
            USING HINT = format(
                'It is run for the last %s days. For the days before, see pgmomentum backfill.',
                c_most
            );
        v_instants := v_instants[cardinality(v_instants) - c_most + 1:];
    END IF;
    RETURN COALESCE(v_instants, '{}');
END
$_missed_instants$;

COMMENT ON FUNCTION momentum._missed_instants(text, timestamptz) IS
    'The instants for which a job that catches up has not run, oldest first, at most 31';
