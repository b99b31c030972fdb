-- BEFORE TRUNCATE FOR EACH STATEMENT on momentum.realtime_events: notes that all positions given
-- out are gone, so that realtime_events_since can tell. Locks the row of realtime_positions; raises
-- 55P03 where somebody holds it: that one may be waiting for the table, which the TRUNCATE has.
CREATE OR REPLACE FUNCTION momentum.tg_realtime_events_truncate()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $tg_realtime_events_truncate$
BEGIN
    PERFORM FROM momentum.realtime_positions AS p WHERE p.singleton FOR UPDATE NOWAIT;
    UPDATE momentum.realtime_positions AS p
    SET dropped_position = p.last_position
    WHERE p.singleton;
    RETURN NULL;
END
$tg_realtime_events_truncate$;

COMMENT ON FUNCTION momentum.tg_realtime_events_truncate() IS
    'Trigger: notes that all positions given out are gone';
