-- Activities have gone (deleted, or changed from what is given here): marks the awards that
-- depended on them, and that no longer hold, for review, with the first of these activities.
CREATE OR REPLACE FUNCTION momentum._review_awards(
    p_gone momentum._arrived_activity[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_review_awards$
BEGIN
    WITH touched AS MATERIALIZED (
        SELECT
            w.user_id,
            w.badge_id,
            (array_agg(g.id ORDER BY g.completed_at, g.id))[1] AS activity_id
        FROM unnest(p_gone) AS g
        JOIN momentum.badge_awards AS w
            ON w.user_id = g.user_id
            AND w.organisation_id = g.organisation_id
            AND w.revoked_at IS NULL
            AND g.completed_at <= w.awarded_at
        WHERE
            (
                NULLIF(w.evidence -> 'activity_types', 'null') IS NULL
                OR w.evidence -> 'activity_types' ? g.activity_type
            )
            AND (
                w.evidence ->> 'criteria_type' = 'count'
                OR (
                    g.completed_at
                    >= (w.evidence #>> '{windows,-1,window_start}')::timestamp AT TIME ZONE 'UTC'
                    AND g.completed_at
                    < (w.evidence #>> '{windows,0,window_end}')::timestamp AT TIME ZONE 'UTC'
                )
            )
        GROUP BY w.user_id, w.badge_id
    )
    INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
    SELECT
        t.user_id,
        t.badge_id,
        t.activity_id,
        CASE WHEN a.id IS NULL THEN 'activity deleted' ELSE 'activity changed' END
    FROM touched AS t
    JOIN momentum.badge_awards AS w ON w.user_id = t.user_id AND w.badge_id = t.badge_id
    LEFT JOIN momentum.activities AS a
        ON a.user_id = t.user_id AND a.id = t.activity_id AND a.deleted_at IS NULL
    WHERE NOT momentum._award_holds(w)
    ON CONFLICT (user_id, badge_id) WHERE resolved_at IS NULL DO NOTHING;
END
$_review_awards$;

COMMENT ON FUNCTION momentum._review_awards(momentum._arrived_activity[]) IS
    'Marks the awards that depended on these activities, which are gone, and no longer hold, for '
    'review';
