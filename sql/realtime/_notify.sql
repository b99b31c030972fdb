-- Sends a payload on channels, when the transaction commits. A payload that is too long for a
-- message (PostgreSQL takes 7,999 bytes) is shortened; whoever receives that reads the outbox. So a
-- payload never makes the transaction fail.
CREATE OR REPLACE FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_notify$
DECLARE
    v_text text;
BEGIN
    -- the text of a very large one is too large for a text
    IF pg_column_size(p_payload) <= 100000 THEN
        v_text := p_payload::text;
    END IF;
    IF v_text IS NULL OR octet_length(v_text) > 7999 THEN
        v_text := momentum._shorten(p_payload)::text;
    END IF;
    PERFORM pg_notify(c.channel_name, v_text) FROM unnest(p_channel_names) AS c (channel_name);
END
$_notify$;

COMMENT ON FUNCTION momentum._notify(text[], jsonb) IS
    'Sends a payload on channels, shortened where it is too long for a message';
