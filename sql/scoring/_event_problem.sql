-- What is wrong with an event, and a hint: no type, no finite time, more than five minutes in the
-- future, a payload that is no object or is larger than 64 kB. Null: nothing is.
-- The body is bound at creation and one expression, so that it is inlined where many rows are
-- judged.
CREATE OR REPLACE FUNCTION momentum._event_problem(
    p_event_type text,
    p_event_ts timestamptz,
    p_payload jsonb,
    p_now timestamptz
)
RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN (p_event_type ~ '[^[:space:]]') IS NOT TRUE THEN
        ARRAY['an event needs a type', 'Give a short name such as chat_message.']
    WHEN length(p_event_type) > 200 THEN ARRAY[
        'the event type is longer than 200 characters',
        'Give a short name such as chat_message; details belong in the payload.'
    ]
    WHEN isfinite(p_event_ts) IS NOT TRUE THEN ARRAY[
        'an event needs a finite time',
        'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.'
    ]
    WHEN p_event_ts < '0001-01-01 00:00:00Z' THEN ARRAY[
        'the event lies before the year 1',
        'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.'
    ]
    WHEN p_event_ts > p_now + interval '5 minutes' THEN ARRAY[
        format('%s is in the future', p_event_ts AT TIME ZONE 'UTC'),
        format(
            'It is %s (UTC). Record an event once it has happened; check the clock of the sender.',
            p_now AT TIME ZONE 'UTC'
        )
    ]
    WHEN (jsonb_typeof(p_payload) = 'object') IS NOT TRUE THEN ARRAY[
        'the payload is not a JSON object',
        'Give an object such as {"minutes": 20}, or {} for none.'
    ]
    WHEN octet_length(p_payload::text) > 65536 THEN ARRAY[
        'the payload is larger than 64 kB',
        'Store large content elsewhere and keep a reference to it in the payload.'
    ]
END;

COMMENT ON FUNCTION momentum._event_problem(text, timestamptz, jsonb, timestamptz) IS
    'What is wrong with an event, and a hint; null when it has a type, a finite time that has '
    'come, and a payload that is an object of at most 64 kB';
