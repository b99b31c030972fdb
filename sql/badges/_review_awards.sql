-- Activities have gone (deleted, or changed from what is given here): marks the awards whose
-- evidence no longer holds for review. A streak no longer holds when one of its windows is empty, a
-- count when fewer activities are left, up to when it was earned, than it required.
CREATE OR REPLACE FUNCTION momentum._review_awards(
    p_gone momentum._arrived_activity[],
    p_reason text
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_review_awards$
BEGIN
    INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
    SELECT w.user_id, w.badge_id, g.id, p_reason
    FROM unnest(p_gone) AS g
    JOIN momentum.badge_awards AS w
        ON w.user_id = g.user_id
        AND w.organisation_id = g.organisation_id
        AND w.revoked_at IS NULL
        AND (
            jsonb_typeof(w.evidence -> 'activity_types') = 'null'
            OR w.evidence -> 'activity_types' ? g.activity_type
        )
    WHERE CASE w.evidence ->> 'criteria_type'
        WHEN 'streak' THEN
            EXISTS (
                SELECT
                FROM jsonb_array_elements(w.evidence -> 'windows') AS e (w)
                CROSS JOIN LATERAL (
                    SELECT
                        (e.w ->> 'window_start')::timestamp AT TIME ZONE 'UTC' AS from_time,
                        (e.w ->> 'window_end')::timestamp AT TIME ZONE 'UTC' AS to_time
                ) AS bounds
                WHERE
                    g.completed_at >= bounds.from_time
                    AND g.completed_at < bounds.to_time
                    AND NOT EXISTS (
                        SELECT
                        FROM momentum.activities AS a
                        WHERE
                            a.user_id = w.user_id
                            AND a.completed_at >= bounds.from_time
                            AND a.completed_at < bounds.to_time
                            AND a.completed_at <= w.awarded_at
                            AND a.organisation_id = w.organisation_id
                            AND (
                                jsonb_typeof(w.evidence -> 'activity_types') = 'null'
                                OR w.evidence -> 'activity_types' ? a.activity_type
                            )
                            AND a.deleted_at IS NULL
                    )
            )
        WHEN 'count' THEN
            g.completed_at <= w.earned_at
            AND (
                SELECT count(*)
                FROM (
                    SELECT
                    FROM momentum.activities AS a
                    WHERE
                        a.user_id = w.user_id
                        AND a.completed_at <= w.awarded_at
                        AND a.organisation_id = w.organisation_id
                        AND (
                            jsonb_typeof(w.evidence -> 'activity_types') = 'null'
                            OR w.evidence -> 'activity_types' ? a.activity_type
                        )
                        AND a.deleted_at IS NULL
                    LIMIT (w.evidence ->> 'required')::integer
                ) AS left_over
            ) < (w.evidence ->> 'required')::integer
        ELSE false
    END;
END
$_review_awards$;

COMMENT ON FUNCTION momentum._review_awards(momentum._arrived_activity[], text) IS
    'Marks the awards whose evidence no longer holds, as these activities are gone, for review';
