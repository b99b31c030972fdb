-- Awards the active badges of one organisation that a user has earned and was never awarded, by
-- activities of that organisation alone: streaks that reach up to p_now, and counts. Returns the
-- awards of this call: of the first time each was earned, with source 'manual'.
-- Waits for whoever evaluates the badges of the user: call it in a transaction of its own.
-- Raises PM001, PM004, PM007, PM011.
CREATE OR REPLACE FUNCTION momentum.evaluate_badges(
    p_user_id uuid,
    p_organisation_id uuid,
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS SETOF momentum.badge_awards
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_badges$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_earned momentum._earned_badge[];
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_badge_organisation(p_organisation_id);
    PERFORM momentum._check_isolation();
    PERFORM momentum._hold_badge_turns(ARRAY[p_user_id]);
    PERFORM FROM momentum.badge_turns AS t WHERE t.user_id = p_user_id FOR UPDATE;
    v_earned := ARRAY(
        SELECT
            (
                e.user_id,
                e.badge_id,
                e.activity_id,
                e.earned_at,
                date_trunc(COALESCE(b.window_unit, 'day'), e.earned_at, 'UTC')
                    = date_trunc(COALESCE(b.window_unit, 'day'), v_now, 'UTC'),
                e.evidence
            )::momentum._earned_badge
        FROM momentum.badge_definitions AS b
        CROSS JOIN LATERAL unnest(momentum._first_earned(ARRAY[p_user_id], b, v_now)) AS e
        WHERE
            b.organisation_id = p_organisation_id
            AND b.active
            AND NOT EXISTS (
                SELECT
                FROM momentum.badge_awards AS w
                WHERE w.user_id = p_user_id AND w.badge_id = b.id
            )
            AND (
                b.criteria_type = 'count'
                OR (
                    momentum.evaluate_streak(
                        p_user_id, b.window_unit, b.required, b.activity_types, b.organisation_id,
                        b.open_window_grace, v_now
                    )
                ).met
            )
    );
    RETURN QUERY SELECT w.* FROM unnest(momentum._award_badges(v_earned, v_now, 'manual')) AS w;
END
$evaluate_badges$;

COMMENT ON FUNCTION momentum.evaluate_badges(uuid, uuid, timestamptz) IS
    'Awards the active badges of an organisation that a user has earned by an instant (default '
    'now) and was never awarded, and returns these awards. Errors: PM001, PM004, PM007, PM011';
