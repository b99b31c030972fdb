-- Why a user has a badge, or why not yet: {"user_id", "badge": its definition, "award": null or the
-- award with its evidence, "reviews": open ones, "progress": {"current_value", "required",
-- "missing", "longest", "windows"}, "answer": a sentence}. For a count, windows is null and longest
-- the count.
-- Raises PM001, PM007.
CREATE OR REPLACE FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
SET datestyle = 'ISO'
AS $explain_badge$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_organisation momentum.organisations;
    v_award momentum.badge_awards;
    v_streak momentum.streak_result;
    v_current integer;
    v_pending integer;
    v_longest integer;
    v_answer text;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    SELECT o.* INTO v_organisation
    FROM momentum.organisations AS o
    WHERE o.id = v_badge.organisation_id;
    SELECT w.* INTO v_award
    FROM momentum.badge_awards AS w
    WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id;

    IF v_badge.criteria_type = 'streak' THEN
        v_streak := momentum.evaluate_streak(
            p_user_id, v_badge.window_unit, v_badge.required, v_badge.activity_types,
            v_badge.organisation_id, v_badge.open_window_grace, v_now
        );
        v_current := v_streak.current_value;
        -- a current window that is empty is not over yet
        v_pending := (
            momentum.evaluate_streak(
                p_user_id, v_badge.window_unit, v_badge.required, v_badge.activity_types,
                v_badge.organisation_id, true, v_now
            )
        ).current_value;
        v_longest := (
            momentum.longest_streak(
                p_user_id, v_badge.window_unit, v_badge.activity_types, v_badge.organisation_id
            )
        ).current_value;
    ELSE
        SELECT count(*)::integer
        INTO v_current
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at <= v_now
            AND a.organisation_id = v_badge.organisation_id
            AND (v_badge.activity_types IS NULL OR a.activity_type = ANY (v_badge.activity_types))
            AND a.deleted_at IS NULL;
        v_longest := v_current;
    END IF;

    v_answer := CASE
        WHEN v_award.revoked_at IS NOT NULL THEN
            format('revoked on %s: %s', v_award.revoked_at::date, v_award.revoked_reason)
        WHEN v_award.source = 'manual' AND v_award.activity_id IS NULL THEN
            format('awarded by hand on %s', v_award.awarded_at::date)
        WHEN v_award.user_id IS NOT NULL THEN
            format('earned on %s, awarded on %s', v_award.earned_at::date, v_award.awarded_at::date)
        WHEN NOT v_badge.active THEN 'not awarded: the badge is not active'
        WHEN v_organisation.deleted_at IS NOT NULL THEN
            'not awarded: the organisation is deleted'
        WHEN v_longest >= v_badge.required THEN
            'earned, but not awarded: award_retroactively() does so'
        WHEN v_badge.criteria_type = 'count' THEN
            format('not yet: %s of %s activities', v_current, v_badge.required)
        WHEN v_current < v_pending THEN format(
            'not yet: %s of %s %ss in a row, none so far in the current %s; the most so far: %s',
            v_pending, v_badge.required, v_badge.window_unit, v_badge.window_unit, v_longest
        )
        ELSE format(
            'not yet: %s of %s %ss in a row; the most so far: %s',
            v_current, v_badge.required, v_badge.window_unit, v_longest
        )
    END;
    RETURN jsonb_build_object(
        'user_id', p_user_id,
        'badge', to_jsonb(v_badge) || jsonb_build_object('organisation', v_organisation.name),
        'award', CASE WHEN v_award.user_id IS NOT NULL THEN to_jsonb(v_award) END,
        'reviews', (
            SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.created_at), '[]')
            FROM momentum.award_reviews AS r
            WHERE r.user_id = p_user_id AND r.badge_id = p_badge_id AND r.resolved_at IS NULL
        ),
        'progress', jsonb_build_object(
            'current_value', v_current,
            'required', v_badge.required,
            'missing', greatest(v_badge.required - v_current, 0),
            'longest', v_longest,
            'windows', v_streak.windows
        ),
        'answer', v_answer
    );
END
$explain_badge$;

COMMENT ON FUNCTION momentum.explain_badge(uuid, uuid) IS
    'Why a user has a badge, or why not yet: definition, award with evidence, open reviews, '
    'progress and an answer in words, as JSON. Errors: PM001, PM007';
