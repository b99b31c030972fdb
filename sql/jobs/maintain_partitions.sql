-- Keeps the partitions of momentum_events in order: makes those of the current month and the months
-- ahead, moves events of the default partition into partitions of their own, drops what retention
-- no longer keeps. A row per partition concerned; to_day is the day after its last. Actions:
-- created and dropped (with the number of events moved or dropped), kept (retention would drop it,
-- but its events are needed: see the reason) and postponed (a lock was not to be had soon, or what
-- the reason says: see to that, and call again). Without anything to do, no rows and no locks.
--
-- One transaction; simultaneous calls take turns (advisory lock, class 7712, key 0). Nobody else
-- waits for long, and nobody's statement fails, because of it: see _create_event_partitions.
-- SECURITY DEFINER, because only the owner of momentum_events can change its partitions.
-- Raises PM004 for no finite time, PM011 unless READ COMMITTED.
CREATE OR REPLACE FUNCTION momentum.maintain_partitions(
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS TABLE (
    action text,
    partition_name text,
    from_day date,
    to_day date,
    rows bigint,
    reason text
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $maintain_partitions$
DECLARE
    v_day date := (p_now AT TIME ZONE 'UTC')::date;
BEGIN
    PERFORM momentum._check_date_range(v_day, v_day);
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7712, 0);
    RETURN QUERY SELECT * FROM momentum._create_event_partitions(v_day);
    RETURN QUERY SELECT * FROM momentum._drop_event_partitions(v_day);
END
$maintain_partitions$;

COMMENT ON FUNCTION momentum.maintain_partitions(timestamptz) IS
    'Makes partitions of momentum_events ahead of time, moves events of the default partition into '
    'them, drops what retention no longer keeps; a row per partition concerned. '
    'Errors: PM004, PM011';
