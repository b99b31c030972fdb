-- Takes a badge back, with a reason. The award stays on record, and keeps the badge from being
-- earned again; open reviews of it are resolved. Returns the award.
-- Waits for who evaluates the user's badges, until that transaction ends: it may be marking this
-- one for review, or is to find it taken back.
-- Raises PM006 (no reason), PM007 (the user does not have the badge).
CREATE OR REPLACE FUNCTION momentum.revoke_badge(
    p_user_id uuid,
    p_badge_id uuid,
    p_reason text
)
RETURNS momentum.badge_awards
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $revoke_badge$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_award momentum.badge_awards;
BEGIN
    PERFORM momentum._badge(p_badge_id);
    IF (p_reason ~ '[^[:space:]]') IS NOT TRUE THEN
        RAISE EXCEPTION 'a badge is taken back for a reason'
            USING ERRCODE = 'PM006', HINT = 'Say why; it stays on record.';
    END IF;
    PERFORM FROM momentum.badge_turns AS t WHERE t.user_id = p_user_id FOR UPDATE;
    UPDATE momentum.badge_awards AS w
    SET revoked_at = v_now, revoked_reason = p_reason
    WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id AND w.revoked_at IS NULL
    RETURNING * INTO v_award;
    IF NOT FOUND THEN
        RAISE EXCEPTION
            'user % does not have badge %', COALESCE(p_user_id::text, 'null'), p_badge_id
            USING ERRCODE = 'PM007',
                  HINT = 'momentum.badge_awards has the awards, with those that were revoked.';
    END IF;
    UPDATE momentum.award_reviews AS r
    SET resolved_at = v_now, resolution = 'revoked: ' || p_reason
    WHERE r.user_id = p_user_id AND r.badge_id = p_badge_id AND r.resolved_at IS NULL;
    RETURN v_award;
END
$revoke_badge$;

COMMENT ON FUNCTION momentum.revoke_badge(uuid, uuid, text) IS
    'Takes a badge back, with a reason, and returns the award, which stays on record. '
    'Errors: PM006, PM007';
