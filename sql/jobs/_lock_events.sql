-- Locks momentum_events for a change of its partitions, until the transaction ends, in this order:
-- the table itself in the mode given, so that no statement that routes rows by the old partitions
-- is under way; the score versions (class 7710), so that no calculation reads, by a snapshot from
-- before the change, the partitions from after it; the default partition.
-- Nobody ends up in a deadlock because of it: it gives up at once (object_in_use) when someone
-- waits for this session already, and else (lock_not_available) before deadlock_timeout is over for
-- those who come to wait. Raises PM011.
CREATE OR REPLACE FUNCTION momentum._lock_events(p_mode text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_events$
BEGIN
    IF momentum._others_wait() THEN
        RAISE object_in_use USING MESSAGE = 'another session waits for this one';
    END IF;
    EXECUTE format('LOCK TABLE ONLY momentum.momentum_events IN %s MODE', p_mode);
    PERFORM momentum._lock_score_versions();
    LOCK TABLE momentum.momentum_events_default IN ACCESS EXCLUSIVE MODE;
END
$_lock_events$;

COMMENT ON FUNCTION momentum._lock_events(text) IS
    'Locks momentum_events for a change of its partitions, or gives up soon';
