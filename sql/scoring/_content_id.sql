-- An id for what came without one: the same content gives the same id on every server, for ever, so
-- that what is sent again is known. It is a UUID of version 8, made of the SHA-256 of the content.
CREATE OR REPLACE FUNCTION momentum._content_id(p_content jsonb)
RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN overlay(
    overlay(
        encode(substring(sha256(convert_to(p_content::text, 'UTF8')) FROM 1 FOR 16), 'hex')
        PLACING '8' FROM 13
    )
    PLACING '8' FROM 17
)::uuid;

COMMENT ON FUNCTION momentum._content_id(jsonb) IS
    'The id, derived from its content, of what came without one';
