-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.activities: awards the badges that
-- new and changed activities have earned, where settings.live_badges is on, and marks awards that
-- depended on deleted and changed ones for review.
CREATE OR REPLACE FUNCTION momentum.tg_activities_badges()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_badges$
DECLARE
    v_clock CONSTANT timestamptz := momentum.clock();
    v_now timestamptz := v_clock;
    v_come momentum._arrived_activity[] := '{}';
    v_gone momentum._arrived_activity[] := '{}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        v_come := ARRAY(
            SELECT (n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at, v_now)
                ::momentum._arrived_activity
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        v_gone := ARRAY(
            SELECT (o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at, v_now)
                ::momentum._arrived_activity
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            WHERE o.deleted_at IS NULL
        );
    ELSE
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
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- what is not evaluated now is found by reconcile_badges()
        DELETE FROM momentum.badge_evaluation_log AS l
        USING unnest(v_come) AS c
        WHERE l.user_id = c.user_id AND l.activity_id = c.id;
    END IF;
    IF v_come <> '{}' AND EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_badges' AND s.value = 'on'
    ) THEN
        -- the client's clock may be ahead, and this transaction may have begun before
        v_now := greatest(
            v_clock,
            (
                SELECT max(c.completed_at)
                FROM unnest(v_come) AS c
                WHERE c.completed_at <= v_clock + interval '5 minutes'
            )
        );
        PERFORM momentum._evaluate_activities(v_come, v_now, 'trigger');
    END IF;
    IF v_gone <> '{}' THEN
        PERFORM momentum._hold_badge_turns(ARRAY(SELECT DISTINCT g.user_id FROM unnest(v_gone) AS g));
        PERFORM momentum._review_awards(
            v_gone, CASE TG_OP WHEN 'DELETE' THEN 'activity deleted' ELSE 'activity changed' END
        );
    END IF;
    RETURN NULL;
END
$tg_activities_badges$;

COMMENT ON FUNCTION momentum.tg_activities_badges() IS
    'Trigger: awards what activities have earned, and marks awards that depended on them for review';
