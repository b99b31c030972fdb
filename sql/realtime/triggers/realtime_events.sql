CREATE OR REPLACE TRIGGER realtime_events_truncate
BEFORE TRUNCATE ON momentum.realtime_events
FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_realtime_events_truncate();
