-- The events after a position, up to another one, for one user with those for everyone, or for
-- p_user_id null all of them; oldest first, at most p_limit, as JSON. It ends with the event that
-- makes it 8 MB: any number of large ones could not be returned. p_from is an instant before which
-- none of them got its position: it spares looking into earlier partitions. last_position is that
-- of the last event where one of these limits was reached, and else p_until: everything was looked
-- at.
--
-- What it costs grows with what it returns, not with what there is: by these settings each plan
-- walks along indexes, also one that was made when the tables were empty. They would apply to what
-- it calls, too; so it calls nothing.
CREATE OR REPLACE FUNCTION momentum._replay_events(
    p_user_id uuid,
    p_after bigint,
    p_until bigint,
    p_from timestamptz,
    p_limit integer,
    p_incarnation text,
    OUT events jsonb,
    OUT last_position bigint
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET jit = off
AS $_replay_events$
DECLARE
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_enough CONSTANT bigint := 8000000::bigint;
    v_found refcursor;
    v_row record;
    v_event jsonb;
    v_events jsonb[] := '{}'::jsonb[];
    v_size bigint := 0::bigint;
BEGIN
    -- columns, not whole rows: a large payload stays where it is until its event is fetched
    IF p_user_id IS NULL THEN
        OPEN v_found FOR
        SELECT e.user_id, e.position, e.event_type, e.payload, e.created_at
        FROM momentum.realtime_events AS e
        WHERE
            e.position > p_after
            AND e.position <= p_until
            AND e.sequenced_at >= p_from
        ORDER BY e.position
        LIMIT p_limit;
    ELSE
        OPEN v_found FOR
        SELECT theirs.*
        FROM unnest(ARRAY[p_user_id, NULLIF(v_everyone, p_user_id)]) AS u (id)
        CROSS JOIN LATERAL (
            SELECT e.user_id, e.position, e.event_type, e.payload, e.created_at
            FROM momentum.realtime_events AS e
            WHERE
                -- as rows: this way only the primary key will do
                (e.user_id, e.position) > (u.id, p_after)
                AND (e.user_id, e.position) <= (u.id, p_until)
                AND e.sequenced_at >= p_from
            ORDER BY e.user_id, e.position
            LIMIT p_limit
        ) AS theirs
        ORDER BY theirs.position
        LIMIT p_limit;
    END IF;
    LOOP
        FETCH v_found INTO v_row;
        IF NOT FOUND THEN
            last_position := p_until;
            EXIT;
        END IF;
        v_event := jsonb_build_object(
            'event_id', p_incarnation || '-' || v_row.position,
            'event_type', v_row.event_type,
            'user_id', NULLIF(v_row.user_id, v_everyone),
            'payload', v_row.payload,
            'created_at', v_row.created_at
        );
        v_events := v_events || v_event;
        v_size := v_size + pg_column_size(v_event);
        last_position := v_row.position;
        EXIT WHEN v_size >= v_enough OR cardinality(v_events) = p_limit;
    END LOOP;
    CLOSE v_found;
    events := to_jsonb(v_events);
END
$_replay_events$;

COMMENT ON FUNCTION momentum._replay_events(
    uuid, bigint, bigint, timestamptz, integer, text
) IS
    'Events between two positions as JSON, for one user or (null) everyone, and how far it read';
