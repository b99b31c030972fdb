-- AFTER INSERT FOR EACH STATEMENT on momentum.momentum_notifications: announces them.
CREATE OR REPLACE FUNCTION momentum.tg_momentum_notifications_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $tg_momentum_notifications_announce$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    OPEN v_announcements FOR
    SELECT
        n.user_id,
        'push_notification',
        ARRAY['notifications:' || n.user_id],
        jsonb_build_object(
            'event_type', 'push_notification',
            'notification_id', n.id,
            'user_id', n.user_id,
            'notification_type', n.notification_type,
            'title', n.title,
            'message', n.message,
            'timestamp', v_now
        ),
        NULL
    FROM new_rows AS n;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$tg_momentum_notifications_announce$;

COMMENT ON FUNCTION momentum.tg_momentum_notifications_announce() IS
    'Trigger: announces notifications';
