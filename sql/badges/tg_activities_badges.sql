-- AFTER INSERT FOR EACH STATEMENT on momentum.activities: awards the badges that the activities
-- have earned, where settings.live_badges is on. Those of users whose turn is not to be had, and
-- those whose time has not come, are queued for reconcile_badges().
CREATE OR REPLACE FUNCTION momentum.tg_activities_badges()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $tg_activities_badges$
DECLARE
    v_now timestamptz := momentum._badge_clock();
    v_held uuid[];
BEGIN
    IF NOT momentum._has_live_badges() THEN
        RETURN NULL;
    END IF;
    v_held := momentum._hold_badge_turns(ARRAY(
        SELECT DISTINCT n.user_id
        FROM new_rows AS n
        WHERE n.completed_at <= v_now AND n.deleted_at IS NULL
    ));
    -- while it waited for the turns, others may have brought what is later than it began
    v_now := momentum._badge_clock();
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
    INSERT INTO momentum.badge_queue (
        user_id, activity_id, organisation_id, activity_type, completed_at
    )
    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
    FROM new_rows AS n
    WHERE
        n.deleted_at IS NULL
        AND (
            n.completed_at > v_now
            OR n.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id))
        );
    RETURN NULL;
END
$tg_activities_badges$;

COMMENT ON FUNCTION momentum.tg_activities_badges() IS
    'Trigger: awards the badges that new activities have earned';
