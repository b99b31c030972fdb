-- For each night. Gives positions to what nobody has read, drops the partitions of realtime_events
-- whose day is more than settings.realtime_retention_days before a UTC day (or today, if that is
-- earlier), deletes what is that old from the default partition, and makes the partitions of that
-- day and the three that follow, unless the default one has events of the day already. Returns how
-- many events are gone; realtime_events_since knows that they were there. Where the clock was wrong
-- for a while, what came before an event that goes goes with it, whatever its day.
--
-- Holds the row of realtime_positions until the transaction ends, and last realtime_events
-- exclusively: readers wait, writers do not. Raises 55P03 when it does not get a lock within half a
-- second, because a transaction that has read events is still open: nothing is done, try again.
-- SECURITY DEFINER, because only the owner of a table can change its partitions.
-- Raises PM004 for no finite time, PM011 unless READ COMMITTED.
CREATE OR REPLACE FUNCTION momentum.cleanup_realtime_events(
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
SET lock_timeout = '500ms'
AS $cleanup_realtime_events$
DECLARE
    v_day CONSTANT date := (p_now AT TIME ZONE 'UTC')::date;
    v_kept_from date;
    v_dropped bigint;
    v_gone bigint;
    v_partition record;
BEGIN
    PERFORM momentum._check_date_range(v_day, v_day);
    PERFORM momentum._check_isolation();
    LOOP
        EXIT WHEN momentum._sequence_events() = 0;
    END LOOP;
    SELECT LEAST(v_day, momentum._today()) - s.value::integer
    INTO v_kept_from
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_retention_days';

    PERFORM FROM momentum.realtime_positions AS p FOR UPDATE;
    -- positions follow the days, unless the clock was wrong
    SELECT max(e.position) INTO v_dropped
    FROM momentum.realtime_events AS e
    WHERE e.sequenced_at < v_kept_from::timestamptz;
    SELECT count(*) INTO v_gone
    FROM momentum.realtime_events AS e
    WHERE e.position <= v_dropped;
    LOCK TABLE momentum.realtime_events IN ACCESS EXCLUSIVE MODE;
    FOR v_partition IN
        SELECT p.partition_name FROM momentum._realtime_partitions() AS p WHERE p.day < v_kept_from
    LOOP
        EXECUTE format('DROP TABLE momentum.%I', v_partition.partition_name);
    END LOOP;
    DELETE FROM momentum.realtime_events AS e WHERE e.position <= v_dropped;
    UPDATE momentum.realtime_positions AS p
    SET dropped_position = v_dropped
    WHERE p.singleton AND p.dropped_position < v_dropped;

    FOR v_partition IN
        SELECT ahead.day
        FROM (SELECT v_day + number AS day FROM generate_series(0, 3) AS number) AS ahead
        WHERE
            NOT EXISTS (SELECT FROM momentum._realtime_partitions() AS p WHERE p.day = ahead.day)
            AND NOT EXISTS (
                SELECT
                FROM momentum.realtime_events_default AS e
                WHERE
                    e.sequenced_at >= ahead.day::timestamptz
                    AND e.sequenced_at < (ahead.day + 1)::timestamptz
            )
    LOOP
        EXECUTE format(
            $create$
                CREATE TABLE momentum.%1$I PARTITION OF momentum.realtime_events
                    FOR VALUES FROM (%2$L) TO (%3$L);
                ALTER TABLE momentum.%1$I ENABLE ROW LEVEL SECURITY;
                COMMENT ON TABLE momentum.%1$I IS %4$L;
            $create$,
            to_char(v_partition.day, '"realtime_events_"YYYY"_"MM"_"DD'),
            v_partition.day::timestamptz,
            (v_partition.day + 1)::timestamptz,
            format('Announcements that got their position on %s (UTC)', v_partition.day)
        );
    END LOOP;
    RETURN v_gone;
END
$cleanup_realtime_events$;

COMMENT ON FUNCTION momentum.cleanup_realtime_events(timestamptz) IS
    'Drops announcements that retention no longer keeps, and makes partitions ahead of time; '
    'returns how many events are gone. Errors: PM004, PM011';
