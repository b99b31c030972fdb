-- The last instant, up to p_now, of a schedule of once a day (M H * * *); null for other schedules.
CREATE OR REPLACE FUNCTION momentum._daily_instant(p_schedule text, p_now timestamptz)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_daily_instant$
    SELECT
        CASE WHEN today.instant <= p_now THEN today.instant ELSE today.instant - interval '24 hours'
        END
    FROM regexp_match(p_schedule, '^([0-9]{1,2}) ([0-9]{1,2}) [*] [*] [*]$') AS field (value)
    CROSS JOIN LATERAL (
        SELECT
            (
                date_trunc('day', p_now AT TIME ZONE 'UTC')
                + make_interval(hours => value[2]::integer, mins => value[1]::integer)
            ) AT TIME ZONE 'UTC' AS instant
    ) AS today
    WHERE value IS NOT NULL
$_daily_instant$;

COMMENT ON FUNCTION momentum._daily_instant(text, timestamptz) IS
    'The last instant of a schedule of once a day, up to an instant; null for other schedules';
