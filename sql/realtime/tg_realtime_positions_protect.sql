-- BEFORE DELETE OR TRUNCATE FOR EACH STATEMENT on momentum.realtime_positions: keeps its row,
-- without which nobody could tell what is missing. Raises PM006.
CREATE OR REPLACE FUNCTION momentum.tg_realtime_positions_protect()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $tg_realtime_positions_protect$
BEGIN
    RAISE EXCEPTION 'the row of realtime_positions cannot be taken away'
        USING ERRCODE = 'PM006',
              HINT = 'To forget what was announced, TRUNCATE momentum.realtime_events.';
END
$tg_realtime_positions_protect$;

COMMENT ON FUNCTION momentum.tg_realtime_positions_protect() IS
    'Trigger: keeps the one row (PM006)';
