CREATE OR REPLACE TRIGGER realtime_positions_protect
BEFORE DELETE OR TRUNCATE ON momentum.realtime_positions
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_realtime_positions_protect();
