-- Awards a badge to everyone who ever earned it, however long ago, and was never awarded it: for a
-- badge that was defined later. Returns how many. Announces nothing unless asked.
-- Raises PM007.
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
BEGIN
    RETURN cardinality(momentum._award_badges(
        ARRAY(
            SELECT
                (
                    e.user_id, e.badge_id, e.earned_window, e.activity_id, e.earned_at,
                    COALESCE(p_announce, false)
                )::momentum._earned_badge
            FROM unnest(momentum._first_earned(NULL, v_badge, v_now)) AS e
            JOIN momentum._users AS u ON u.id = e.user_id AND u.deleted_at IS NULL
            WHERE NOT EXISTS (
                SELECT
                FROM momentum.badge_awards AS w
                WHERE w.user_id = e.user_id AND w.badge_id = e.badge_id
            )
        ),
        v_now,
        'retroactive'
    ));
END
$award_retroactively$;

COMMENT ON FUNCTION momentum.award_retroactively(uuid, boolean) IS
    'Awards a badge to everyone who ever earned it and was never awarded it, and returns how many; '
    'announced only if asked. Errors: PM007';
