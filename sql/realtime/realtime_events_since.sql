-- What was announced after an event id (null: from the oldest kept), oldest first, at most p_limit:
-- {"recovered": true, "events": [{"event_id", "event_type", "user_id", "payload", "created_at"}],
-- "last_event_id"}. For one user: what is theirs, and what is for everyone (user_id null); for
-- p_user_id null: all there is. last_event_id is where to go on, also when there were no events. A
-- call ends after about 8 MB, too: to read all, call until no events come.
-- "recovered" is false, without events, when what followed the id can no longer be told: events
-- have been cleaned away, or the id is malformed or was given out by another database, such as the
-- one that this one was restored from. The caller then fetches the state anew, and goes on from the
-- last_event_id that comes with it, which is where the events end. So a client begins: with 'now',
-- or any other text that is no id, it asks for the position, and then fetches the state.
-- Each event comes at least once, none is skipped: a client that stores last_event_id after it has
-- processed the events gets some of them again after a crash, and knows them by event_id. Events
-- are in order; created_at is when they were announced, not when they were committed.
--
-- Before it reads, it moves what is committed to the outbox: see _sequence_events for how, and what
-- it locks. So call it in a transaction of its own, and commit it: until it ends, no new events
-- reach anybody; where it is rolled back, the events come again. On a standby it only reads.
-- SECURITY DEFINER, because it moves events of everyone. Raises PM008 unless the caller is the user
-- or (also for null) the service, PM006 for a limit that is not one of 1 to 10,000, PM011 unless
-- READ COMMITTED.
CREATE OR REPLACE FUNCTION momentum.realtime_events_since(
    p_user_id uuid,
    p_after text DEFAULT NULL,
    p_limit integer DEFAULT 500
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $realtime_events_since$
DECLARE
    v_incarnation text;
    v_known momentum.realtime_positions;
    v_after bigint;
    v_from timestamptz := '-infinity'::timestamptz;
    v_found record;
BEGIN
    IF p_user_id IS NOT NULL THEN
        PERFORM momentum._check_may_act_for(p_user_id);
    ELSIF NOT momentum._caller_is_service() THEN
        RAISE EXCEPTION 'not allowed for everyone'
            USING ERRCODE = 'PM008',
                  HINT = 'Give your own id; only the service role reads the events of everyone.';
    END IF;
    IF (p_limit BETWEEN 1 AND 10000) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot read % events', COALESCE(p_limit::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a limit from 1 to 10,000.';
    END IF;

    PERFORM momentum._check_isolation();
    IF current_setting('transaction_read_only') = 'on' AND NOT pg_is_in_recovery() THEN
        RAISE EXCEPTION 'events cannot be read in a read-only transaction'
            USING ERRCODE = 'PM011',
                  HINT = 'Reading gives positions to what is new: call it in a transaction that '
                         'may write (from PostgREST, by POST).';
    END IF;
    PERFORM momentum._sequence_events();
    -- from here on nothing is dropped: that would lock it exclusively
    LOCK TABLE ONLY momentum.realtime_events IN ACCESS SHARE MODE;
    SELECT p.* INTO v_known FROM momentum.realtime_positions AS p WHERE p.singleton;
    v_incarnation := momentum._realtime_incarnation(v_known.timeline);

    IF p_after IS NULL THEN
        v_after := v_known.dropped_position;
    ELSIF p_after ~ '^[0-9a-f]{12}-[0-9]{1,18}$' AND substr(p_after, 1, 12) = v_incarnation THEN
        v_after := substr(p_after, 14)::bigint;
        IF
            v_after < v_known.dropped_position
            OR v_after > GREATEST(
                v_known.last_position,
                (SELECT s.last_value FROM momentum.realtime_positions_seen AS s)
            )
        THEN
            v_after := NULL;
        END IF;
    END IF;
    IF v_after IS NULL THEN
        RETURN jsonb_build_object(
            'recovered', false,
            'events', '[]'::jsonb,
            'last_event_id', v_incarnation || '-' || v_known.last_position
        );
    END IF;

    IF v_after >= v_known.day_position THEN
        v_from := date_trunc('day', v_known.sequenced_at, 'UTC');
    END IF;
    v_found := momentum._replay_events(
        p_user_id,
        v_after,
        GREATEST(v_after, v_known.last_position),
        v_from,
        p_limit,
        v_incarnation
    );
    RETURN jsonb_build_object(
        'recovered', true,
        'events', v_found.events,
        'last_event_id', v_incarnation || '-' || v_found.last_position
    );
END
$realtime_events_since$;

COMMENT ON FUNCTION momentum.realtime_events_since(uuid, text, integer) IS
    'Replays what was announced after an event id, for one user or (null) everyone. '
    'Errors: PM006, PM008, PM011';
