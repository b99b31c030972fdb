-- Drops the partitions of momentum_events that retention no longer keeps on a UTC day: those that
-- end settings.event_retention_months full months, or more, before the month of that day (or of
-- today, if that is earlier). One stays ("kept") if a score of its days, or of days before, is
-- missing or waits to be computed again: it would need these events and all later ones. Each drop
-- is recorded in dropped_partitions. All are dropped, or ("postponed", with the reason) none.
--
-- Locks: see _lock_events, mode ACCESS EXCLUSIVE. The expensive check comes before the lock; an
-- event that came since has left an entry in rescore_queue, which is looked at again.
CREATE OR REPLACE FUNCTION momentum._drop_event_partitions(p_day date)
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
AS $_drop_event_partitions$
DECLARE
    v_cutoff date;
    v_needed_from date;
    v_names text[];
    v_from date[];
    v_to date[];
    v_rows bigint[];
    v_count bigint;
    v_problem text;
    v_detail text;
BEGIN
    SELECT
        (
            date_trunc('month', LEAST(p_day, momentum._today())::timestamp)
            - make_interval(months => s.value::integer)
        )::date
    INTO v_cutoff
    FROM momentum.settings AS s
    WHERE s.name = 'event_retention_months' AND s.value <> 'keep';
    IF NOT EXISTS (SELECT FROM momentum._event_partitions() AS p WHERE p.to_day <= v_cutoff) THEN
        RETURN;
    END IF;
    v_needed_from := momentum._events_needed_from(v_cutoff);

    RETURN QUERY
    SELECT
        'kept',
        p.partition_name,
        p.from_day,
        p.to_day,
        NULL::bigint,
        format('scores from %s on are missing or wait to be computed again', v_needed_from)
    FROM momentum._event_partitions() AS p
    WHERE p.to_day <= v_cutoff AND p.to_day > v_needed_from
    ORDER BY p.from_day;

    SELECT
        array_agg(p.partition_name ORDER BY p.from_day),
        array_agg(p.from_day ORDER BY p.from_day),
        array_agg(p.to_day ORDER BY p.from_day)
    INTO v_names, v_from, v_to
    FROM momentum._event_partitions() AS p
    WHERE p.to_day <= LEAST(v_cutoff, v_needed_from);
    IF v_names IS NULL THEN
        RETURN;
    END IF;

    BEGIN
        FOR i IN 1..cardinality(v_names) LOOP
            EXECUTE format('SELECT count(*) FROM momentum.%I', v_names[i]) INTO v_count;
            v_rows[i] := v_count;
        END LOOP;
        PERFORM momentum._lock_events('ACCESS EXCLUSIVE');
        IF EXISTS (
            SELECT FROM momentum.rescore_queue AS q WHERE q.from_date < v_to[cardinality(v_to)]
        ) THEN
            RAISE object_in_use USING MESSAGE = 'events came in just now';
        END IF;
        FOR i IN 1..cardinality(v_names) LOOP
            -- without DETACH, which would lock out everyone from auth.users
            EXECUTE format('DROP TABLE momentum.%I', v_names[i]);
        END LOOP;
        INSERT INTO momentum.dropped_partitions (
            partition_name, from_day, to_day, row_count, dropped_at
        )
        SELECT d.partition_name, d.from_day, d.to_day, d.row_count, momentum.clock()
        FROM unnest(v_names, v_from, v_to, v_rows)
            AS d (partition_name, from_day, to_day, row_count);
    EXCEPTION
        WHEN object_in_use THEN
            v_problem := SQLERRM;
        WHEN lock_not_available THEN
            v_problem := 'a lock was not to be had: other transactions use events';
        WHEN dependent_objects_still_exist THEN
            GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
            v_problem := 'drop first what depends on one of them: ' || v_detail;
    END;

    RETURN QUERY
    SELECT
        CASE WHEN v_problem IS NULL THEN 'dropped' ELSE 'postponed' END,
        d.partition_name,
        d.from_day,
        d.to_day,
        CASE WHEN v_problem IS NULL THEN d.row_count END,
        v_problem
    FROM unnest(v_names, v_from, v_to, v_rows) AS d (partition_name, from_day, to_day, row_count);
END
$_drop_event_partitions$;

COMMENT ON FUNCTION momentum._drop_event_partitions(date) IS
    'Drops the partitions of momentum_events that retention no longer keeps on a UTC day';
