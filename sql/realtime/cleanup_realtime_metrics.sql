-- For each night. Deletes what realtime_event_metrics has of more than 30 days ago; returns how
-- many rows. Simultaneous calls wait for each other. Raises nothing.
CREATE OR REPLACE FUNCTION momentum.cleanup_realtime_metrics()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $cleanup_realtime_metrics$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM momentum.realtime_event_metrics AS m
    WHERE m.created_at < momentum.clock() - interval '30 days';
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$cleanup_realtime_metrics$;

COMMENT ON FUNCTION momentum.cleanup_realtime_metrics() IS
    'Deletes the metrics of more than 30 days ago; returns how many';
