-- The id of an activity that came without one: the same user, time, type and organisation give the
-- same id (see _content_id).
CREATE OR REPLACE FUNCTION momentum._activity_id(
    p_user_id uuid,
    p_completed_at timestamptz,
    p_activity_type text,
    p_organisation_id uuid
)
RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN momentum._content_id(
    jsonb_build_array(
        p_user_id, extract(EPOCH FROM p_completed_at), p_activity_type, p_organisation_id
    )
);

COMMENT ON FUNCTION momentum._activity_id(uuid, timestamptz, text, uuid) IS
    'The id of an activity that came without one, derived from its content';
