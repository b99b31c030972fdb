-- Raises PM005 for an event that makes no sense: no type, no finite time, more than five minutes
-- in the future, a payload that is no object or is larger than 64 kB.
CREATE OR REPLACE FUNCTION momentum._check_event(
    p_event_type text,
    p_event_ts timestamptz,
    p_payload jsonb,
    p_now timestamptz
)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_event$
DECLARE
    v_problem text;
    v_hint text;
BEGIN
    IF (p_event_type ~ '\S') IS NOT TRUE THEN
        v_problem := 'an event needs a type';
        v_hint := 'Give a short name such as chat_message.';
    ELSIF length(p_event_type) > 200 THEN
        v_problem := 'the event type is longer than 200 characters';
        v_hint := 'Give a short name such as chat_message; details belong in the payload.';
    ELSIF isfinite(p_event_ts) IS NOT TRUE THEN
        v_problem := 'an event needs a finite time';
        v_hint := 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.';
    ELSIF p_event_ts < '0001-01-01 00:00:00Z' THEN
        v_problem := 'the event lies before the year 1';
        v_hint := 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.';
    ELSIF p_event_ts > p_now + interval '5 minutes' THEN
        v_problem := format('%s is in the future', p_event_ts AT TIME ZONE 'UTC');
        v_hint := format(
            'It is %s (UTC). Record an event once it has happened; check the clock of the sender.',
            p_now AT TIME ZONE 'UTC'
        );
    ELSIF (jsonb_typeof(p_payload) = 'object') IS NOT TRUE THEN
        v_problem := 'the payload is not a JSON object';
        v_hint := 'Give an object such as {"minutes": 20}, or {} for none.';
    ELSIF octet_length(p_payload::text) > 65536 THEN
        v_problem := 'the payload is larger than 64 kB';
        v_hint := 'Store large content elsewhere and keep a reference to it in the payload.';
    END IF;
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem USING ERRCODE = 'PM005', HINT = v_hint;
    END IF;
END
$_check_event$;

COMMENT ON FUNCTION momentum._check_event(text, timestamptz, jsonb, timestamptz) IS
    'Raises PM005 for an event without a type, a finite time that has come, or a payload that is '
    'an object of at most 64 kB';
