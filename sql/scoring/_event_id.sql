-- The id of an event that came without one: the same user, time, type, pillar and payload give the
-- same id (see _content_id).
CREATE OR REPLACE FUNCTION momentum._event_id(
    p_user_id uuid,
    p_event_ts timestamptz,
    p_event_type text,
    p_pillar_id text,
    p_payload jsonb
)
RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN momentum._content_id(
    jsonb_build_array(
        p_user_id, extract(EPOCH FROM p_event_ts), p_event_type, p_pillar_id, p_payload
    )
);

COMMENT ON FUNCTION momentum._event_id(uuid, timestamptz, text, text, jsonb) IS
    'The id of an event that came without one, derived from its content';
