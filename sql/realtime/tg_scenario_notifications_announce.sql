-- AFTER INSERT FOR EACH STATEMENT on momentum.scenario_notifications: announces those that are
-- news.
CREATE OR REPLACE FUNCTION momentum.tg_scenario_notifications_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $tg_scenario_notifications_announce$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    OPEN v_announcements FOR
    SELECT
        n.user_id,
        'scenario_notification',
        ARRAY['notifications:' || n.user_id],
        jsonb_build_object(
            'event_type', 'scenario_notification',
            'notification_id', n.id,
            'user_id', n.user_id,
            'organisation_id', n.organisation_id,
            'scenario_type', n.scenario_type,
            'title', n.payload #>> '{message,title}',
            'message', n.payload #>> '{message,message}',
            'milestone_value', n.milestone_value,
            'payload', n.payload,
            'timestamp', v_now
        ),
        NULL
    FROM new_rows AS n
    WHERE n.announced;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$tg_scenario_notifications_announce$;

COMMENT ON FUNCTION momentum.tg_scenario_notifications_announce() IS
    'Trigger: announces notifications of scenarios';
