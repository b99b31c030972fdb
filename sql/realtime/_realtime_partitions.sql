-- The partitions of realtime_events that cleanup_realtime_events makes, each of one UTC day.
CREATE OR REPLACE FUNCTION momentum._realtime_partitions()
RETURNS TABLE (partition_name text, day date)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_realtime_partitions$
    SELECT c.relname::text, to_date(name.parts[1], 'YYYY_MM_DD')
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    CROSS JOIN LATERAL regexp_match(
        c.relname, '^realtime_events_([0-9]{4}_[0-9]{2}_[0-9]{2})$'
    ) AS name (parts)
    WHERE
        i.inhparent = 'momentum.realtime_events'::regclass
        AND name.parts IS NOT NULL
$_realtime_partitions$;

COMMENT ON FUNCTION momentum._realtime_partitions() IS
    'Partitions of realtime_events but for the default one, with their UTC day';
