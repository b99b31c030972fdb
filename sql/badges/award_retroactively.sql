-- Awards a badge to everyone who ever earned it, however long ago, and was never awarded it: for a
-- badge that was defined later. Returns how many. Announces nothing unless asked. Users whose
-- badges somebody else evaluates at this moment are left out, with a WARNING: call it again.
-- Activities of transactions that are still open are not seen.
-- Raises PM006 (the badge is not active), PM007 (also: its organisation is deleted), PM011.
CREATE OR REPLACE FUNCTION momentum.award_retroactively(
    p_badge_id uuid,
    p_announce boolean DEFAULT false
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $award_retroactively$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_user_ids uuid[];
    v_held uuid[];
BEGIN
    PERFORM momentum._check_organisation(v_badge.organisation_id);
    IF NOT v_badge.active THEN
        RAISE EXCEPTION 'the badge is not active: %', p_badge_id
            USING ERRCODE = 'PM006', HINT = 'Set active in momentum.badge_definitions first.';
    END IF;
    PERFORM momentum._check_isolation();
    v_user_ids := ARRAY(
        SELECT e.user_id
        FROM unnest(momentum._first_earned(NULL, v_badge, v_now)) AS e
        JOIN momentum._users AS u ON u.id = e.user_id AND u.deleted_at IS NULL
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.badge_awards AS w
            WHERE w.user_id = e.user_id AND w.badge_id = e.badge_id
        )
    );
    v_held := momentum._hold_badge_turns(v_user_ids);
    IF cardinality(v_held) < cardinality(v_user_ids) THEN
        RAISE WARNING '% users were left out', cardinality(v_user_ids) - cardinality(v_held)
            USING HINT = 'Their badges are being evaluated; call award_retroactively() again.';
    END IF;
    RETURN cardinality(momentum._award_badges(
        ARRAY(
            SELECT
                (
                    e.user_id, e.badge_id, e.activity_id, e.earned_at,
                    COALESCE(p_announce, false), e.evidence
                )::momentum._earned_badge
            FROM unnest(momentum._first_earned(v_held, v_badge, v_now)) AS e
        ),
        v_now,
        'retroactive'
    ))::bigint;
END
$award_retroactively$;

COMMENT ON FUNCTION momentum.award_retroactively(uuid, boolean) IS
    'Awards a badge to everyone who ever earned it and was never awarded it, and returns how many; '
    'announced only if asked. Errors: PM006, PM007, PM011';
