-- Gives positions to the announcements that are committed, and so moves them from realtime_inbox to
-- realtime_events, up to 50,000 of them; returns how many. Above READ COMMITTED, and in a read-only
-- transaction, it does nothing.
--
-- Why nothing is skipped, although writers commit in any order: one session at a time gives out
-- positions, and holds the row of realtime_positions until its transaction ends. So whoever sees a
-- position sees all lower ones. An announcement that is committed later, be it after hours, gets a
-- later position. Why one user's changes keep their order: who changes a row that another
-- transaction has changed waits for its commit, so draws a higher id in the inbox, and is visible
-- to nobody who does not see the other one, too.
--
-- While another session gives out positions it tries again for 400 ms, so that what was committed
-- before the call is there afterwards; then it leaves the rest to the next call. It sleeps in
-- between and waits for no lock: a sleeper is no part of a deadlock. When there is too much for one
-- call, it rings the doorbell.
--
-- Logs the figures of some moves, a row per event type: the bytes of a payload and the time since
-- the announcement, on average. See settings.realtime_metrics_sample.
--
-- Where the transaction is rolled back, others get these announcements, at other positions: who was
-- shown them here sees them again, and misses none.
--
-- By these settings its plans use the index of the inbox, also those that were made when it was
-- empty. They apply to what it calls, too: that is clock() alone, which has an index to use.
CREATE OR REPLACE FUNCTION momentum._sequence_events()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $_sequence_events$
DECLARE
    v_at_once CONSTANT integer := 50000;
    v_give_up CONSTANT timestamptz := clock_timestamp() + interval '400 milliseconds';
    v_before momentum.realtime_positions;
    v_now timestamptz;
    v_base bigint;
    v_moved bigint;
    v_sleep double precision := 0.002::double precision;
BEGIN
    IF
        current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
        OR current_setting('transaction_read_only') = 'on'
    THEN
        RETURN 0::bigint;
    END IF;
    LOOP
        IF NOT EXISTS (SELECT FROM momentum.realtime_inbox) THEN
            RETURN 0::bigint;
        END IF;
        SELECT p.* INTO v_before
        FROM momentum.realtime_positions AS p WHERE p.singleton
        FOR UPDATE SKIP LOCKED;
        EXIT WHEN FOUND;
        IF clock_timestamp() > v_give_up THEN
            RETURN 0::bigint;
        END IF;
        PERFORM pg_sleep(v_sleep);
        v_sleep := LEAST(2 * v_sleep, 0.05);
    END LOOP;

    -- a new statement: it sees what the session before has moved
    v_now := momentum.clock();
    -- the sequence may be behind: it is not replicated, for one
    v_base := GREATEST(
        v_before.last_position, (SELECT s.last_value FROM momentum.realtime_positions_seen AS s)
    );
    WITH taken AS (
        DELETE FROM momentum.realtime_inbox AS i
        WHERE i.id <= (
            SELECT max(first.id)
            FROM (
                SELECT f.id FROM momentum.realtime_inbox AS f ORDER BY f.id LIMIT v_at_once
            ) AS first
        )
        RETURNING i.user_id, i.id, i.event_type, i.payload, i.created_at
    )
    INSERT INTO momentum.realtime_events (
        user_id, position, sequenced_at, event_type, payload, created_at
    )
    SELECT
        t.user_id, v_base + row_number() OVER (ORDER BY t.id), v_now,
        t.event_type, t.payload, t.created_at
    FROM taken AS t;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    IF v_moved > 0 THEN
        PERFORM setval('momentum.realtime_positions_seen', v_base + v_moved);
        UPDATE momentum.realtime_positions AS p
        SET
            last_position = v_base + v_moved,
            day_position = CASE
                WHEN
                    (v_now AT TIME ZONE 'UTC')::date
                    <> (v_before.sequenced_at AT TIME ZONE 'UTC')::date
                    THEN v_base
                ELSE v_before.day_position
            END,
            sequenced_at = v_now,
            timeline = DEFAULT
        WHERE p.singleton;
    END IF;
    IF random() < (
        SELECT s.value::double precision
        FROM momentum.settings AS s
        WHERE s.name = 'realtime_metrics_sample'
    ) THEN
        INSERT INTO momentum.realtime_event_metrics (
            event_type, channel_name, payload_size, processing_time_ms, created_at
        )
        SELECT
            e.event_type,
            'realtime_events',
            avg(pg_column_size(e.payload)),
            LEAST(
                GREATEST(0, avg(extract(epoch FROM v_now - e.created_at)) * 1000), 2147483647
            ),
            v_now
        FROM momentum.realtime_events AS e
        WHERE e.position > v_base AND e.position <= v_base + v_moved
        GROUP BY e.event_type;
    END IF;
    IF v_moved = v_at_once THEN
        PERFORM pg_notify('realtime_events', '');
    END IF;
    RETURN v_moved;
END
$_sequence_events$;

COMMENT ON FUNCTION momentum._sequence_events() IS
    'Moves what is committed from the inbox to realtime_events, and gives out the positions';
