-- What there is to announce of one row of momentum.daily_engagement_scores, with the keys of what
-- clients keep of it. A deleted row is none of their events: they drop what they keep.
CREATE OR REPLACE FUNCTION momentum._score_announcement(
    p_event_type text,
    p_user_id uuid,
    p_score_date date,
    p_momentum_state text,
    p_final_score numeric,
    p_previous_state text,
    p_now timestamptz
)
RETURNS momentum._announcement
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_score_announcement$
DECLARE
    v_cache_keys CONSTANT text[] := ARRAY[
        'momentum:current:' || p_user_id,
        'momentum:history:' || p_user_id,
        'momentum:trend:' || p_user_id,
        format('momentum:breakdown:%s:%s', p_user_id, to_char(p_score_date, 'YYYY-MM-DD'))
    ];
    v_payload CONSTANT jsonb := jsonb_build_object(
        'event_type', p_event_type,
        'user_id', p_user_id,
        'score_date', p_score_date,
        'timestamp', p_now
    );
BEGIN
    IF p_event_type = 'cache_invalidated' THEN
        RETURN (
            p_user_id, p_event_type, NULL::text[],
            v_payload || jsonb_build_object('cache_keys', v_cache_keys), v_cache_keys
        );
    END IF;
    RETURN (
        p_user_id,
        p_event_type,
        ARRAY['momentum_updates:' || p_user_id, 'momentum_updates:all'],
        v_payload || jsonb_build_object(
            'momentum_state', p_momentum_state,
            'final_score', p_final_score,
            'previous_state', p_previous_state,
            'state_changed', p_momentum_state IS DISTINCT FROM p_previous_state
        ),
        v_cache_keys
    );
END
$_score_announcement$;

COMMENT ON FUNCTION momentum._score_announcement(
    text, uuid, date, text, numeric, text, timestamptz
) IS 'What there is to announce of one score: channels, payload and cache keys';
