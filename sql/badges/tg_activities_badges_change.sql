-- AFTER UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.activities: awards the badges
-- that activities have earned by what they are now, where settings.live_badges is on, and marks
-- awards that depended on what they were for review.
-- What cannot be looked at now is queued for reconcile_badges().
CREATE OR REPLACE FUNCTION momentum.tg_activities_badges_change()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $tg_activities_badges_change$
DECLARE
    v_now timestamptz := momentum._badge_clock();
    v_come momentum._arrived_activity[] := '{}'::momentum._arrived_activity[];
    v_gone momentum._arrived_activity[] := '{}'::momentum._arrived_activity[];
    v_held uuid[];
    v_ready momentum._arrived_activity[];
BEGIN
    CASE TG_OP
        WHEN 'TRUNCATE' THEN
            TRUNCATE momentum.badge_evaluation_log, momentum.badge_queue;
            INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
            SELECT w.user_id, w.badge_id, w.activity_id, 'activity deleted'
            FROM momentum.badge_awards AS w
            WHERE w.revoked_at IS NULL AND NOT momentum._award_holds(w)
            ON CONFLICT (user_id, badge_id) WHERE resolved_at IS NULL DO NOTHING;
            RETURN NULL;
        WHEN 'DELETE' THEN
            -- a user who is deleted takes them along, and the awards
            v_gone := ARRAY(
                SELECT (o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at, v_now)
                    ::momentum._arrived_activity
                FROM old_rows AS o
                JOIN momentum._users AS u ON u.id = o.user_id
                WHERE o.deleted_at IS NULL
            );
        WHEN 'UPDATE' THEN
            v_come := ARRAY(
                SELECT (come.*, v_now)::momentum._arrived_activity
                FROM (
                    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                    EXCEPT
                    SELECT o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at
                    FROM old_rows AS o
                    WHERE o.deleted_at IS NULL
                ) AS come
            );
            v_gone := ARRAY(
                SELECT (gone.*, v_now)::momentum._arrived_activity
                FROM (
                    SELECT o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at
                    FROM old_rows AS o
                    WHERE o.deleted_at IS NULL
                    EXCEPT
                    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                ) AS gone
            );
    END CASE;
    IF v_come = '{}' AND v_gone = '{}' THEN
        RETURN NULL;
    END IF;

    v_held := momentum._hold_badge_turns(
        ARRAY(SELECT DISTINCT a.user_id FROM unnest(v_come || v_gone) AS a)
    );
    v_now := momentum._badge_clock();
    v_ready := ARRAY(
        SELECT a
        FROM unnest(v_come) AS a
        WHERE
            momentum._has_live_badges()
            AND a.completed_at <= v_now
            AND a.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
    );
    PERFORM momentum._evaluate_activities(v_ready, v_now, 'trigger');
    IF TG_OP = 'DELETE' THEN
        -- one of the same id may come again
        DELETE FROM momentum.badge_evaluation_log AS l
        USING unnest(v_gone) AS g
        WHERE
            l.user_id = g.user_id
            AND l.activity_id = g.id
            AND l.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id));
    END IF;
    PERFORM momentum._review_awards(
        ARRAY(
            SELECT a
            FROM unnest(v_gone) AS a
            WHERE a.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
        )
    );
    INSERT INTO momentum.badge_queue (
        user_id, activity_id, organisation_id, activity_type, completed_at
    )
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM unnest(v_come) AS a
    WHERE (a.user_id, a.id) NOT IN (SELECT r.user_id, r.id FROM unnest(v_ready) AS r)
    UNION ALL
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM unnest(v_gone) AS a
    WHERE a.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id));
    RETURN NULL;
END
$tg_activities_badges_change$;

COMMENT ON FUNCTION momentum.tg_activities_badges_change() IS
    'Trigger: awards what changed activities have earned, and marks awards that depended on '
    'changed and deleted ones for review';
