-- The partitions of momentum_events other than the default one, with the UTC days that they touch
-- (to_day is the day after the last).
CREATE OR REPLACE FUNCTION momentum._event_partitions()
RETURNS TABLE (partition_name text, from_day date, to_day date)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
AS $_event_partitions$
    SELECT
        c.relname::text,
        replace(bound.texts[1], 'MINVALUE', '-infinity')::timestamptz::date,
        (
            replace(bound.texts[2], 'MAXVALUE', 'infinity')::timestamptz
            - interval '1 microsecond'
        )::date + 1
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(c.relpartbound, c.oid), $$FROM [(]'?([^')]+)'?[)] TO [(]'?([^')]+)'?[)]$$
    ) AS bound (texts)
    WHERE
        i.inhparent = 'momentum.momentum_events'::regclass
        AND bound.texts IS NOT NULL
$_event_partitions$;

COMMENT ON FUNCTION momentum._event_partitions() IS
    'Partitions of momentum_events but for the default one, with their UTC days (to_day excluded)';
