-- Activities have gone (deleted, or changed from what is given here): marks the awards that
-- depended on them, and that no longer hold, for review.
CREATE OR REPLACE FUNCTION momentum._review_awards(
    p_gone momentum._arrived_activity[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_review_awards$
BEGIN
    INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
    SELECT DISTINCT
        w.user_id,
        w.badge_id,
        g.id,
        CASE WHEN a.id IS NULL THEN 'activity deleted' ELSE 'activity changed' END
    FROM unnest(p_gone) AS g
    JOIN momentum.badge_awards AS w
        ON w.user_id = g.user_id
        AND w.organisation_id = g.organisation_id
        AND w.revoked_at IS NULL
        AND g.completed_at <= w.awarded_at
        AND (
            NULLIF(w.evidence -> 'activity_types', 'null') IS NULL
            OR w.evidence -> 'activity_types' ? g.activity_type
        )
    LEFT JOIN momentum.activities AS a
        ON a.user_id = g.user_id AND a.id = g.id AND a.deleted_at IS NULL
    WHERE
        (
            w.evidence ->> 'criteria_type' = 'count'
            OR EXISTS (
                SELECT
                FROM jsonb_array_elements(w.evidence -> 'windows') AS e (w)
                WHERE
                    g.completed_at >= (e.w ->> 'window_start')::timestamp AT TIME ZONE 'UTC'
                    AND g.completed_at < (e.w ->> 'window_end')::timestamp AT TIME ZONE 'UTC'
            )
        )
        AND NOT momentum._award_holds(w);
END
$_review_awards$;

COMMENT ON FUNCTION momentum._review_awards(momentum._arrived_activity[]) IS
    'Marks the awards that depended on these activities, which are gone, and no longer hold, for '
    'review';
