-- The partitions of momentum_events that are missing on a UTC day: the month of that day and the
-- months ahead (settings.event_partitions_ahead), and what the default partition holds events for.
-- A year that is over and has no partition gets one for the whole year, because each plan that
-- cannot rule partitions out locks all of them; other events get their month.
-- Events before 1970 (a clock that is wrong) and after the months ahead stay where they are.
CREATE OR REPLACE FUNCTION momentum._event_partitions_to_make(p_day date)
RETURNS TABLE (partition_name text, from_day date, to_day date)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_event_partitions_to_make$
    WITH existing AS MATERIALIZED (
        SELECT p.from_day, p.to_day FROM momentum._event_partitions() AS p
    ),
    ahead AS (
        SELECT
            date_trunc('month', p_day::timestamp) + make_interval(months => number) AS from_day
        FROM momentum.settings AS s
        CROSS JOIN LATERAL generate_series(0, s.value::integer) AS number
        WHERE s.name = 'event_partitions_ahead'
    ),
    months AS (
        SELECT a.from_day FROM ahead AS a
        UNION
        SELECT date_trunc('month', e.event_ts AT TIME ZONE 'UTC')
        FROM momentum.momentum_events_default AS e
        WHERE
            e.event_ts >= '1970-01-01 00:00:00+00'
            AND e.event_ts < (
                SELECT (max(a.from_day) + interval '1 month') AT TIME ZONE 'UTC' FROM ahead AS a
            )
    ),
    spans AS (
        SELECT
            m.from_day AS month,
            m.from_day + interval '1 month' AS month_end,
            date_trunc('year', m.from_day) AS year,
            date_trunc('year', m.from_day) + interval '1 year' AS year_end
        FROM months AS m
    )
    SELECT
        to_char(s.month, '"momentum_events_"YYYY"_"MM'), s.month::date, s.month_end::date
    FROM spans AS s
    WHERE
        (
            s.year_end > p_day
            OR EXISTS (
                SELECT FROM existing AS x WHERE x.from_day < s.year_end AND x.to_day > s.year
            )
        )
        AND NOT EXISTS (
            SELECT FROM existing AS x WHERE x.from_day < s.month_end AND x.to_day > s.month
        )
    UNION
    SELECT to_char(s.year, '"momentum_events_"YYYY'), s.year::date, s.year_end::date
    FROM spans AS s
    WHERE
        s.year_end <= p_day
        AND NOT EXISTS (
            SELECT FROM existing AS x WHERE x.from_day < s.year_end AND x.to_day > s.year
        )
    ORDER BY 2
$_event_partitions_to_make$;

COMMENT ON FUNCTION momentum._event_partitions_to_make(date) IS
    'Partitions of momentum_events that are missing on a UTC day: that month, the months ahead, '
    'and those of events in the default partition';
