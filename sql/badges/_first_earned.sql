-- When these users (null: everyone) first earned a badge, whenever that was up to p_now: by the
-- first streak that was long enough, or the activity that made the count. Not announced. Without
-- the evidence for everyone: it is taken user by user.
-- Planned at each call: what is cheap for one user is not for everyone.
CREATE OR REPLACE FUNCTION momentum._first_earned(
    p_user_ids uuid[],
    p_badge momentum.badge_definitions,
    p_now timestamptz
)
RETURNS momentum._earned_badge[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
AS $_first_earned$
BEGIN
    IF p_badge.criteria_type = 'count' THEN
        RETURN ARRAY(
            SELECT
                (
                    nth.user_id,
                    p_badge.id,
                    nth.id,
                    nth.completed_at,
                    false,
                    CASE
                        WHEN p_user_ids IS NOT NULL
                            THEN momentum._badge_evidence(
                                nth.user_id, p_badge, NULL, nth.completed_at
                            )
                    END
                )::momentum._earned_badge
            FROM (
                SELECT
                    a.user_id,
                    a.id,
                    a.completed_at,
                    row_number() OVER (
                        PARTITION BY a.user_id ORDER BY a.completed_at, a.id
                    ) AS place
                FROM momentum.activities AS a
                WHERE
                    (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
                    AND a.completed_at <= p_now
                    AND a.organisation_id = p_badge.organisation_id
                    AND (
                        p_badge.activity_types IS NULL
                        OR a.activity_type = ANY (p_badge.activity_types)
                    )
                    AND a.deleted_at IS NULL
            ) AS nth
            WHERE nth.place = p_badge.required
        );
    END IF;
    RETURN ARRAY(
        SELECT
            (
                first.user_id,
                p_badge.id,
                completing.id,
                completing.completed_at,
                false,
                CASE
                    WHEN p_user_ids IS NOT NULL
                        THEN momentum._badge_evidence(
                            first.user_id, p_badge, first.earned_window, completing.completed_at
                        )
                END
            )::momentum._earned_badge
        FROM (
            SELECT DISTINCT ON (s.user_id)
                s.user_id,
                s.first_window
                + (p_badge.required - 1) * ('1 ' || p_badge.window_unit)::interval AS earned_window
            FROM momentum._streaks(
                p_user_ids, p_badge.window_unit, p_badge.activity_types, p_badge.organisation_id,
                p_now
            ) AS s
            WHERE s.windows >= p_badge.required
            ORDER BY s.user_id, s.first_window
        ) AS first
        CROSS JOIN LATERAL (
            SELECT a.id, a.completed_at
            FROM momentum.activities AS a
            WHERE
                a.user_id = first.user_id
                AND a.completed_at >= first.earned_window AT TIME ZONE 'UTC'
                AND a.organisation_id = p_badge.organisation_id
                AND (
                    p_badge.activity_types IS NULL
                    OR a.activity_type = ANY (p_badge.activity_types)
                )
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            LIMIT 1
        ) AS completing
    );
END
$_first_earned$;

COMMENT ON FUNCTION momentum._first_earned(
    uuid[], momentum.badge_definitions, timestamptz
) IS 'When these users (null: everyone) first earned a badge, up to an instant';
