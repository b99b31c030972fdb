-- Awards the badges that these activities have earned, logs each activity, and returns the awards.
-- For activities whose time has come, of users whose turn the caller holds.
CREATE OR REPLACE FUNCTION momentum._evaluate_activities(
    p_activities momentum._arrived_activity[],
    p_now timestamptz,
    p_source text
)
RETURNS momentum.badge_awards[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_nestloop = off
SET jit = off
AS $_evaluate_activities$
DECLARE
    v_earned CONSTANT momentum._earned_badge[] :=
        momentum._find_earned_badges(p_activities, p_now);
    v_awards momentum.badge_awards[] := '{}'::momentum.badge_awards[];
BEGIN
    IF v_earned <> '{}' THEN
        v_awards := momentum._award_badges(v_earned, p_now, p_source);
    END IF;

    WITH badge AS MATERIALIZED (
        SELECT b.id, b.organisation_id, b.activity_types
        FROM momentum.badge_definitions AS b
        WHERE b.active AND b.organisation_id IN (
            SELECT a.organisation_id FROM unnest(p_activities) AS a
        )
    ),
    concerned AS MATERIALIZED (
        SELECT each.organisation_id, each.activity_type, count(*) AS badges
        FROM (
            SELECT DISTINCT a.organisation_id, a.activity_type FROM unnest(p_activities) AS a
        ) AS each
        JOIN badge AS b
            ON b.organisation_id = each.organisation_id
            AND (b.activity_types IS NULL OR each.activity_type = ANY (b.activity_types))
        GROUP BY each.organisation_id, each.activity_type
    ),
    -- an award is credited to the newest activity that the badge counts
    credited AS (
        SELECT DISTINCT ON (w.user_id, w.badge_id) a.user_id, a.id
        FROM unnest(v_awards) AS w
        JOIN badge AS b ON b.id = w.badge_id
        JOIN unnest(p_activities) AS a
            ON a.user_id = w.user_id
            AND a.organisation_id = b.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        ORDER BY w.user_id, w.badge_id, a.completed_at DESC, a.id
    ),
    counted AS MATERIALIZED (
        SELECT c.user_id, c.id, count(*) AS badges FROM credited AS c GROUP BY c.user_id, c.id
    )
    INSERT INTO momentum.badge_evaluation_log AS l (
        user_id, activity_id, organisation_id, evaluated_at, badges_evaluated, badges_awarded,
        source
    )
    SELECT
        a.user_id,
        a.id,
        a.organisation_id,
        p_now,
        COALESCE(k.badges, 0),
        COALESCE(c.badges, 0),
        p_source
    FROM unnest(p_activities) AS a
    LEFT JOIN concerned AS k
        ON k.organisation_id = a.organisation_id AND k.activity_type = a.activity_type
    LEFT JOIN counted AS c ON c.user_id = a.user_id AND c.id = a.id
    ORDER BY a.user_id, a.id
    ON CONFLICT (user_id, activity_id) DO UPDATE
    SET
        organisation_id = EXCLUDED.organisation_id,
        evaluated_at = EXCLUDED.evaluated_at,
        badges_evaluated = EXCLUDED.badges_evaluated,
        badges_awarded = l.badges_awarded + EXCLUDED.badges_awarded;
    RETURN v_awards;
END
$_evaluate_activities$;

COMMENT ON FUNCTION momentum._evaluate_activities(
    momentum._arrived_activity[], timestamptz, text
) IS 'Awards the badges that these activities have earned, logs each, and returns the awards';
