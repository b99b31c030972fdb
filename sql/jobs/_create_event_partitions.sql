-- Makes the partitions that are missing on a UTC day and moves their events out of the default
-- partition: all of them, in one go. Where that fails, those that have no events to move (as a rule
-- the months ahead) are made by themselves. What could not be made is "postponed", with the reason:
-- a lock that was not to be had, a relation that has the name already, or a foreign key to
-- momentum_events, which would take the move of an event for its deletion.
--
-- Most events are moved before anyone has to wait; the locks (see _lock_events, mode SHARE ROW
-- EXCLUSIVE; ATTACH adds auth.users and momentum_pillars) come last, for the events that arrived
-- meanwhile and the check of the foreign keys. Readers go on until then, and so do writers, but for
-- those who change an event that is being moved. That is why not each partition is made by itself:
-- the locks of the first would be held while the events of the others are moved.
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
    v_have_events boolean[];
    v_reasons text[];
    v_rows bigint[];
    v_tried integer[];
    v_chosen integer[];
    v_made integer[] := '{}'::integer[];
    v_problem text;
    v_problems text[];
    i integer;
BEGIN
    SELECT
        array_agg(m.partition_name ORDER BY m.from_day),
        array_agg(m.from_day ORDER BY m.from_day),
        array_agg(m.to_day ORDER BY m.from_day),
        array_agg(found.has_events ORDER BY m.from_day),
        array_agg(
            CASE
                WHEN to_regclass(format('momentum.%I', m.partition_name)) IS NOT NULL
                    THEN 'a table of that name is in the way: rename it'
                WHEN found.has_events AND EXISTS (
                    SELECT
                    FROM pg_constraint AS k
                    WHERE k.contype = 'f' AND k.confrelid = 'momentum.momentum_events'::regclass
                )
                    THEN 'events cannot be moved while a foreign key refers to momentum_events'
            END
            ORDER BY m.from_day
        )
    INTO v_names, v_from, v_to, v_have_events, v_reasons
    FROM momentum._event_partitions_to_make(p_day) AS m
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM momentum.momentum_events_default AS e
            WHERE
                e.event_ts >= m.from_day::timestamp AT TIME ZONE 'UTC'
                AND e.event_ts < m.to_day::timestamp AT TIME ZONE 'UTC'
        ) AS has_events
    ) AS found;

    FOR v_attempt IN 1..2 LOOP
        v_tried := v_chosen;
        v_chosen := ARRAY(
            SELECT m.place
            FROM unnest(v_have_events, v_reasons) WITH ORDINALITY AS m (has_events, reason, place)
            WHERE m.reason IS NULL AND (v_attempt = 1 OR NOT m.has_events)
            ORDER BY m.place
        );
        EXIT WHEN v_chosen = '{}' OR v_chosen = v_tried;
        BEGIN
            FOREACH i IN ARRAY v_chosen LOOP
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
            FOREACH i IN ARRAY v_chosen LOOP
                v_rows[i] := v_rows[i] + momentum._move_events(v_names[i], v_from[i], v_to[i]);
            END LOOP;
            -- proves once what each ATTACH would look through the default partition for
            EXECUTE (
                SELECT
                    'ALTER TABLE momentum.momentum_events_default ADD CONSTRAINT moved CHECK ('
                    || string_agg(
                        format(
                            '(event_ts < %L OR event_ts >= %L)',
                            v_from[place]::timestamp AT TIME ZONE 'UTC',
                            v_to[place]::timestamp AT TIME ZONE 'UTC'
                        ),
                        ' AND '
                    )
                    || ')'
                FROM unnest(v_chosen) AS place
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
                RAISE object_in_use USING MESSAGE = 'another session waits for this one';
            END IF;
            FOREACH i IN ARRAY v_chosen LOOP
                EXECUTE format(
                    'ALTER TABLE momentum.momentum_events ATTACH PARTITION momentum.%I '
                    'FOR VALUES FROM (%L) TO (%L)',
                    v_names[i],
                    v_from[i]::timestamp AT TIME ZONE 'UTC',
                    v_to[i]::timestamp AT TIME ZONE 'UTC'
                );
            END LOOP;
            ALTER TABLE momentum.momentum_events_default DROP CONSTRAINT moved;
            v_made := v_chosen;
            EXIT;
        EXCEPTION
            WHEN object_in_use THEN
                v_problem := SQLERRM;
            WHEN lock_not_available THEN
                v_problem := 'a lock was not to be had: other transactions use events or users';
            WHEN duplicate_table THEN
                v_problem := 'a table of one of the names was made just now';
        END;
        FOREACH i IN ARRAY v_chosen LOOP
            v_problems[i] := v_problem;
        END LOOP;
    END LOOP;

    RETURN QUERY
    SELECT
        CASE WHEN done.is_made THEN 'created' ELSE 'postponed' END,
        m.partition_name,
        m.from_day,
        m.to_day,
        CASE WHEN done.is_made THEN v_rows[m.place] END,
        CASE WHEN NOT done.is_made THEN COALESCE(m.reason, v_problems[m.place]) END
    FROM unnest(v_names, v_from, v_to, v_reasons) WITH ORDINALITY
        AS m (partition_name, from_day, to_day, reason, place)
    CROSS JOIN LATERAL (SELECT m.place = ANY (v_made) AS is_made) AS done
    ORDER BY m.place;
END
$_create_event_partitions$;

COMMENT ON FUNCTION momentum._create_event_partitions(date) IS
    'Makes the partitions of momentum_events that are missing on a UTC day, with their events';
