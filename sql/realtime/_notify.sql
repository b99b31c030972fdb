-- Sends a payload on channels, when the transaction commits. A payload that is too long for a
-- message (PostgreSQL takes 7,999 bytes) is shortened to what identifies it, event_type, user_id,
-- timestamp and the keys that end in _id, and says "truncated": true; whoever receives that reads
-- the outbox. So a payload never makes the transaction fail.
CREATE OR REPLACE FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_notify$
DECLARE
    v_text text := p_payload::text;
BEGIN
    IF octet_length(v_text) > 7999 THEN
        -- 40 keys, each with its value at most 180 bytes: it fits, whatever they are
        SELECT (COALESCE(jsonb_object_agg(k.key, k.value), '{}') || '{"truncated": true}')::text
        INTO v_text
        FROM (
            SELECT e.key, e.value
            FROM jsonb_each(p_payload) AS e
            WHERE
                (e.key IN ('event_type', 'timestamp') OR right(e.key, 3) = '_id')
                AND octet_length(to_jsonb(e.key)::text) + octet_length(e.value::text) <= 180
            ORDER BY e.key IN ('event_type', 'user_id', 'timestamp') DESC, e.key
            LIMIT 40
        ) AS k;
    END IF;
    PERFORM pg_notify(c.channel_name, v_text) FROM unnest(p_channel_names) AS c (channel_name);
END
$_notify$;

COMMENT ON FUNCTION momentum._notify(text[], jsonb) IS
    'Sends a payload on channels, shortened where it is too long for a message';
