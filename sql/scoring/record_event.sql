-- Records what a user did. The same user, time and id is the same event: sending it again changes
-- nothing, so a retry is safe. Null time: now; null id: a new one. Returns the event's id.
-- Users may record for themselves, the service for everyone (PM008).
-- Raises PM001 (unknown user), PM005 (bad event), PM008.
CREATE OR REPLACE FUNCTION momentum.record_event(
    p_user_id uuid,
    p_event_type text,
    p_event_ts timestamptz DEFAULT NULL,
    p_payload jsonb DEFAULT '{}',
    p_event_id uuid DEFAULT NULL
)
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_event$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_event_ts CONSTANT timestamptz := COALESCE(p_event_ts, v_now);
    v_day CONSTANT timestamp := date_trunc('day', v_event_ts AT TIME ZONE 'UTC');
    v_event_id CONSTANT uuid := COALESCE(p_event_id, gen_random_uuid());
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    IF p_event_id IS NOT NULL AND p_event_ts IS NULL THEN
        RAISE EXCEPTION 'an event with an id needs a time'
            USING ERRCODE = 'PM005',
                  HINT = 'Send the same id and the same time again: that is how a retry is known.';
    END IF;
    PERFORM momentum._check_event(p_event_type, v_event_ts, p_payload, v_now);

    IF NOT momentum._caller_is_service() AND (
        SELECT count(*)
        FROM momentum.momentum_events AS e
        WHERE
            e.user_id = p_user_id
            AND e.event_ts >= v_day AT TIME ZONE 'UTC'
            AND e.event_ts < (v_day + interval '1 day') AT TIME ZONE 'UTC'
            AND (e.event_ts, e.id) <> (v_event_ts, v_event_id)
    ) >= COALESCE(
        (SELECT s.value::bigint FROM momentum.settings AS s WHERE s.name = 'own_events_per_day'),
        0
    )
    THEN
        RAISE EXCEPTION 'too many events on one day'
            USING ERRCODE = 'PM005',
                  HINT = 'settings.own_events_per_day limits what users record for themselves; '
                         'the service role is not limited.';
    END IF;

    BEGIN
        INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts, payload)
        VALUES (v_event_id, p_user_id, p_event_type, v_event_ts, p_payload)
        ON CONFLICT (user_id, event_ts, id) DO NOTHING;
    EXCEPTION
        WHEN foreign_key_violation THEN
            -- the user was deleted at this moment
            PERFORM momentum._check_users(ARRAY[p_user_id]);
            RAISE;
    END;
    RETURN v_event_id;
END
$record_event$;

COMMENT ON FUNCTION momentum.record_event(uuid, text, timestamptz, jsonb, uuid) IS
    'Records an event of a user and returns its id; the same user, time and id again changes '
    'nothing. Errors: PM001, PM005, PM008';
