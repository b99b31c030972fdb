-- The first UTC day from which on no event was dropped by retention; -infinity: none ever was.
CREATE OR REPLACE FUNCTION momentum._events_kept_from()
RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_events_kept_from$
BEGIN
    RETURN COALESCE(
        (SELECT max(d.to_day) FROM momentum.dropped_partitions AS d), '-infinity'
    );
END
$_events_kept_from$;

COMMENT ON FUNCTION momentum._events_kept_from() IS
    'First UTC day from which on all events are kept; -infinity: retention has dropped none';
