-- Evaluates the badges that these activities may have earned, awards them, and logs each activity.
-- Activities whose time has not come are left, and so are those of users whose turn is not to be
-- had: neither is logged, and reconcile_badges() finds them. Returns the awards.
CREATE OR REPLACE FUNCTION momentum._evaluate_activities(
    p_activities momentum._arrived_activity[],
    p_now timestamptz,
    p_source text,
    OUT evaluated bigint,
    OUT awards momentum.badge_awards[]
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_nestloop = off
SET jit = off
AS $_evaluate_activities$
DECLARE
    v_user_ids CONSTANT uuid[] := ARRAY(
        SELECT DISTINCT a.user_id FROM unnest(p_activities) AS a WHERE a.completed_at <= p_now
    );
    v_held CONSTANT uuid[] := momentum._hold_badge_turns(v_user_ids);
    v_activities momentum._arrived_activity[];
    v_earned momentum._earned_badge[];
BEGIN
    -- as they are now: somebody may have changed or deleted them before the turn was had
    v_activities := ARRAY(
        SELECT
            (
                a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at, came.arrived_at
            )::momentum._arrived_activity
        FROM unnest(p_activities) AS came
        CROSS JOIN LATERAL (
            SELECT now.*
            FROM momentum.activities AS now
            WHERE now.user_id = came.user_id AND now.id = came.id AND now.deleted_at IS NULL
            OFFSET 0
        ) AS a
        WHERE a.completed_at <= p_now AND a.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
    );
    evaluated := cardinality(v_activities);
    v_earned := momentum._find_earned_badges(
        ARRAY(
            SELECT a
            FROM unnest(v_activities) AS a
            WHERE (SELECT u.deleted_at FROM momentum._users AS u WHERE u.id = a.user_id) IS NULL
        ),
        p_now
    );
    awards := CASE
        WHEN v_earned = '{}' THEN '{}'
        ELSE momentum._award_badges(v_earned, p_now, p_source)
    END;

    WITH badge AS MATERIALIZED (
        SELECT b.id, b.organisation_id, b.activity_types
        FROM momentum.badge_definitions AS b
        WHERE b.active AND b.organisation_id IN (
            SELECT a.organisation_id FROM unnest(v_activities) AS a
        )
    ),
    concerned AS MATERIALIZED (
        SELECT each.organisation_id, each.activity_type, count(*) AS badges
        FROM (
            SELECT DISTINCT a.organisation_id, a.activity_type FROM unnest(v_activities) AS a
        ) AS each
        JOIN badge AS b
            ON b.organisation_id = each.organisation_id
            AND (b.activity_types IS NULL OR each.activity_type = ANY (b.activity_types))
        GROUP BY each.organisation_id, each.activity_type
    ),
    -- an award is credited to the newest activity that the badge counts
    credited AS MATERIALIZED (
        SELECT DISTINCT ON (w.user_id, w.badge_id) a.user_id, a.id
        FROM unnest(awards) AS w
        JOIN badge AS b ON b.id = w.badge_id
        JOIN unnest(v_activities) AS a
            ON a.user_id = w.user_id
            AND a.organisation_id = b.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        ORDER BY w.user_id, w.badge_id, a.completed_at DESC, a.id
    ),
    counted AS (
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
    FROM unnest(v_activities) AS a
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
END
$_evaluate_activities$;

COMMENT ON FUNCTION momentum._evaluate_activities(
    momentum._arrived_activity[], timestamptz, text
) IS
    'Awards the badges that these activities have earned, and logs each activity whose time has '
    'come and whose user nobody else evaluates; returns how many, and the awards';
