-- Awards a badge by hand, whether it was earned or not, and returns the award. Who has it keeps the
-- award as it is; one that was revoked is given back, and its evidence tells of the revocation.
-- Raises PM001, PM007.
CREATE OR REPLACE FUNCTION momentum.award_badge(
    p_user_id uuid,
    p_badge_id uuid,
    p_reason text DEFAULT NULL,
    p_announce boolean DEFAULT true
)
RETURNS momentum.badge_awards
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $award_badge$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_award momentum.badge_awards;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    INSERT INTO momentum.badge_awards AS w (
        user_id, badge_id, organisation_id, awarded_at, earned_at, source, evidence, announced
    )
    VALUES (
        p_user_id, p_badge_id, v_badge.organisation_id, v_now, v_now, 'manual',
        jsonb_build_object('reason', p_reason), COALESCE(p_announce, true)
    )
    ON CONFLICT (user_id, badge_id) DO UPDATE
    SET
        awarded_at = EXCLUDED.awarded_at,
        source = EXCLUDED.source,
        announced = EXCLUDED.announced,
        dispatched_at = NULL,
        evidence = w.evidence || EXCLUDED.evidence || jsonb_build_object(
            'revocations',
            COALESCE(w.evidence -> 'revocations', '[]') || jsonb_build_array(
                jsonb_build_object('revoked_at', w.revoked_at, 'reason', w.revoked_reason)
            )
        ),
        revoked_at = NULL,
        revoked_reason = NULL
    WHERE w.revoked_at IS NOT NULL
    RETURNING * INTO v_award;
    IF NOT FOUND THEN
        SELECT w.* INTO v_award
        FROM momentum.badge_awards AS w
        WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id;
    END IF;
    RETURN v_award;
END
$award_badge$;

COMMENT ON FUNCTION momentum.award_badge(uuid, uuid, text, boolean) IS
    'Awards a badge by hand, or gives a revoked one back, and returns the award; who has it keeps '
    'it as it is. Errors: PM001, PM007';
