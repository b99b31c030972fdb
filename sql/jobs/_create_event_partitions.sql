-- Makes the partitions that are missing on a UTC day and moves their events out of the default
-- partition: all of it, or (action "postponed", with the reason) nothing.
--
-- Most events are moved before anyone has to wait; the locks (see _lock_events, mode SHARE ROW
-- EXCLUSIVE; ATTACH adds auth.users and momentum_pillars) come last, for the events that arrived
-- meanwhile and the check of the foreign keys. Readers go on until then, and so do writers, but for
-- those who change an event that is being moved.
CREATE OR REPLACE FUNCTION momentum._create_event_partitions(p_day date)
RETURNS TABLE (
    action text,
    partition_name text,
    from_day date,
    to_day date,
    rows bigint,
    reason text
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
SET lock_timeout = '150ms'
AS $_create_event_partitions$
DECLARE
    v_names text[];
    v_from date[];
    v_to date[];
    v_rows bigint[];
    v_problem text;
BEGIN
    SELECT
        array_agg(m.partition_name ORDER BY m.from_day),
        array_agg(m.from_day ORDER BY m.from_day),
        array_agg(m.to_day ORDER BY m.from_day)
    INTO v_names, v_from, v_to
    FROM momentum._event_partitions_to_make(p_day) AS m;
    IF v_names IS NULL THEN
        RETURN;
    END IF;

    BEGIN
        FOR i IN 1..cardinality(v_names) LOOP
            EXECUTE format(
                $create$
                    CREATE TABLE momentum.%1$I (
                        LIKE momentum.momentum_events INCLUDING ALL EXCLUDING COMMENTS
                    );
                    ALTER TABLE momentum.%1$I ENABLE ROW LEVEL SECURITY;
                    COMMENT ON TABLE momentum.%1$I IS %2$L;
                $create$,
                v_names[i],
                format('Events from %s up to, not including, %s (UTC)', v_from[i], v_to[i])
            );
            v_rows[i] := momentum._move_events(v_names[i], v_from[i], v_to[i]);
            IF v_rows[i] > 0 THEN
                EXECUTE format('ANALYZE momentum.%I', v_names[i]);
            END IF;
        END LOOP;
        PERFORM momentum._lock_events('SHARE ROW EXCLUSIVE');
        FOR i IN 1..cardinality(v_names) LOOP
            v_rows[i] := v_rows[i] + momentum._move_events(v_names[i], v_from[i], v_to[i]);
        END LOOP;
        -- proves at once, for all, what each ATTACH would look through the default partition for
        EXECUTE (
            SELECT
                'ALTER TABLE momentum.momentum_events_default ADD CONSTRAINT moved CHECK ('
                || string_agg(
                    format(
                        '(event_ts < %L OR event_ts >= %L)',
                        m.from_day::timestamp AT TIME ZONE 'UTC',
                        m.to_day::timestamp AT TIME ZONE 'UTC'
                    ),
                    ' AND '
                )
                || ')'
            FROM unnest(v_from, v_to) AS m (from_day, to_day)
        );
        IF EXISTS (
            SELECT
            FROM pg_constraint AS k
            JOIN pg_locks AS held ON held.relation = k.confrelid
            JOIN pg_database AS d ON d.oid = held.database
            JOIN pg_locks AS wanted ON wanted.pid = held.pid
            WHERE
                d.datname = current_database()
                AND k.conrelid = 'momentum.momentum_events'::regclass
                AND k.contype = 'f'
                AND held.mode = 'RowExclusiveLock'
                AND held.granted
                AND NOT wanted.granted
        ) THEN
            -- who waits and has written to a table that ATTACH locks may wait for this session
            RAISE lock_not_available USING MESSAGE = 'another session waits for this one';
        END IF;
        FOR i IN 1..cardinality(v_names) LOOP
            EXECUTE format(
                'ALTER TABLE momentum.momentum_events ATTACH PARTITION momentum.%I '
                'FOR VALUES FROM (%L) TO (%L)',
                v_names[i],
                v_from[i]::timestamp AT TIME ZONE 'UTC',
                v_to[i]::timestamp AT TIME ZONE 'UTC'
            );
        END LOOP;
        ALTER TABLE momentum.momentum_events_default DROP CONSTRAINT moved;
    EXCEPTION
        WHEN lock_not_available OR duplicate_table OR object_in_use THEN
            v_problem := SQLERRM;
    END;

    RETURN QUERY
    SELECT
        CASE WHEN v_problem IS NULL THEN 'created' ELSE 'postponed' END,
        m.partition_name,
        m.from_day,
        m.to_day,
        CASE WHEN v_problem IS NULL THEN m.moved END,
        v_problem
    FROM unnest(v_names, v_from, v_to, v_rows) AS m (partition_name, from_day, to_day, moved);
END
$_create_event_partitions$;

COMMENT ON FUNCTION momentum._create_event_partitions(date) IS
    'Makes the partitions of momentum_events that are missing on a UTC day, with their events';
