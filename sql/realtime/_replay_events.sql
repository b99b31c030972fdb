-- The events after a position, up to another one, for one user with those for everyone, or for
-- p_user_id null all of them; oldest first, at most p_limit, as JSON. p_from is an instant before
-- which none of them got its position: it spares looking into earlier partitions. last_position is
-- that of the last event where the limit was reached, and else p_until: everything was looked at.
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
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_found momentum.realtime_events[];
BEGIN
    IF p_user_id IS NULL THEN
        v_found := ARRAY(
            SELECT e
            FROM momentum.realtime_events AS e
            WHERE
                e.position > p_after
                AND e.position <= p_until
                AND e.sequenced_at >= p_from
            ORDER BY e.position
            LIMIT p_limit
        );
    ELSE
        v_found := ARRAY(
            SELECT theirs.e
            FROM unnest(ARRAY[p_user_id, NULLIF(v_everyone, p_user_id)]) AS u (id)
            CROSS JOIN LATERAL (
                SELECT e, e.position
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
            LIMIT p_limit
        );
    END IF;
    events := (
        SELECT
            COALESCE(
                jsonb_agg(
                    jsonb_build_object(
                        'event_id', p_incarnation || '-' || e.position,
                        'event_type', e.event_type,
                        'user_id', NULLIF(e.user_id, v_everyone),
                        'payload', e.payload,
                        'created_at', e.created_at
                    )
                ),
                '[]'
            )
        FROM unnest(v_found) AS e
    );
    last_position := CASE
        WHEN cardinality(v_found) = p_limit THEN v_found[p_limit].position
        ELSE p_until
    END;
END
$_replay_events$;

COMMENT ON FUNCTION momentum._replay_events(
    uuid, bigint, bigint, timestamptz, integer, text
) IS
    'Events between two positions as JSON, for one user or (null) everyone, and how far it read';
