-- AFTER INSERT FOR EACH STATEMENT on momentum.activities: awards the badges that the activities
-- have earned, where settings.live_badges is on. Those of users whose turn is not to be had are
-- queued for reconcile_badges(), which also finds those whose time has come since: they have no row
-- in badge_evaluation_log.
CREATE OR REPLACE FUNCTION momentum.tg_activities_badges()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_activities_badges$
DECLARE
    v_now CONSTANT timestamptz := momentum._badge_clock();
    v_user_ids uuid[];
    v_held uuid[];
BEGIN
    IF NOT momentum._has_live_badges() THEN
        RETURN NULL;
    END IF;
    v_user_ids := ARRAY(
        SELECT DISTINCT n.user_id
        FROM new_rows AS n
        WHERE n.completed_at <= v_now AND n.deleted_at IS NULL
    );
    v_held := momentum._hold_badge_turns(v_user_ids);
    PERFORM momentum._evaluate_activities(
        ARRAY(
            SELECT (n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at, v_now)
                ::momentum._arrived_activity
            FROM new_rows AS n
            WHERE
                n.completed_at <= v_now
                AND n.deleted_at IS NULL
                AND n.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
        ),
        v_now,
        'trigger'
    );
    IF cardinality(v_held) < cardinality(v_user_ids) THEN
        INSERT INTO momentum.badge_queue (
            user_id, activity_id, organisation_id, activity_type, completed_at
        )
        SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
        FROM new_rows AS n
        WHERE
            n.completed_at <= v_now
            AND n.deleted_at IS NULL
            AND n.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id));
    END IF;
    RETURN NULL;
END
$tg_activities_badges$;

COMMENT ON FUNCTION momentum.tg_activities_badges() IS
    'Trigger: awards the badges that new activities have earned';
