-- The id of an event that came without one: the same user, time, type, pillar and payload give the
-- same id on every server, for ever, so that the same event sent again is known. It is a UUID of
-- version 8, made of the SHA-256 of these.
CREATE OR REPLACE FUNCTION momentum._event_id(
    p_user_id uuid,
    p_event_ts timestamptz,
    p_event_type text,
    p_pillar_id text,
    p_payload jsonb
)
RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN overlay(
    overlay(
        encode(
            substring(
                sha256(
                    convert_to(
                        jsonb_build_array(
                            p_user_id,
                            extract(epoch FROM p_event_ts),
                            p_event_type,
                            p_pillar_id,
                            p_payload
                        )::text,
                        'UTF8'
                    )
                )
                FROM 1 FOR 16
            ),
            'hex'
        )
        PLACING '8' FROM 13
    )
    PLACING '8' FROM 17
)::uuid;

COMMENT ON FUNCTION momentum._event_id(uuid, timestamptz, text, text, jsonb) IS
    'The id of an event that came without one, derived from its content';
