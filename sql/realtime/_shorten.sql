-- What identifies a payload: event_type, user_id, timestamp, message_number and the keys that end
-- in _id, with "truncated": true. Its text has less than 7,999 bytes, whatever the payload is.
CREATE OR REPLACE FUNCTION momentum._shorten(p_payload jsonb)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_shorten$
BEGIN
    -- 40 keys, each with its value at most 180 bytes: it fits
    RETURN (
        SELECT COALESCE(jsonb_object_agg(k.key, k.value), '{}') || '{"truncated": true}'
        FROM (
            SELECT e.key, e.value
            FROM jsonb_each(p_payload) AS e
            WHERE
                (
                    e.key IN ('event_type', 'timestamp', 'message_number')
                    OR right(e.key, 3) = '_id'
                )
                AND pg_column_size(e.value) < 1000
                AND octet_length(to_jsonb(e.key)::text) + octet_length(e.value::text) <= 180
            ORDER BY
                e.key IN ('event_type', 'user_id', 'timestamp', 'message_number') DESC, e.key
            LIMIT 40
        ) AS k
    );
END
$_shorten$;

COMMENT ON FUNCTION momentum._shorten(jsonb) IS
    'What identifies a payload that is too long, with "truncated": true';
