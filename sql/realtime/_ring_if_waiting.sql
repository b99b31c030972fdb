-- Rings the doorbell, an empty message on the channel realtime_events, if announcements have no
-- position yet; tells whether it did. For the runner, when settings.notify_mode is deferred.
CREATE OR REPLACE FUNCTION momentum._ring_if_waiting()
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_ring_if_waiting$
BEGIN
    IF EXISTS (SELECT FROM momentum.realtime_inbox) THEN
        PERFORM pg_notify('realtime_events', '');
        RETURN true;
    END IF;
    RETURN false;
END
$_ring_if_waiting$;

COMMENT ON FUNCTION momentum._ring_if_waiting() IS
    'Rings the doorbell if announcements wait for their position; tells whether it did';
