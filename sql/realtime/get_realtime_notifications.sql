-- The newest notifications of a user, for a client that connects, as an array, the newest first:
-- [{notification_id, user_id, event_type, notification_type, title, message, milestone_value,
-- payload, read_at, created_at}]. event_type is push_notification, or scenario_notification for an
-- announced row of scenario_notifications, whose payload it gives; title and message are then what
-- the configuration's message calls so, or null. milestone_value is the threshold that was reached,
-- null where it is no milestone.
-- For the user and the service. Raises PM001, PM006, PM008.
CREATE OR REPLACE FUNCTION momentum.get_realtime_notifications(
    target_user_id uuid,
    p_limit integer DEFAULT 50
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $get_realtime_notifications$
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_may_read(target_user_id); -- for PM001
    IF (p_limit BETWEEN 1 AND 1000) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad limit: %', COALESCE(p_limit::text, 'null')
            USING ERRCODE = 'PM006', HINT = 'Give a number from 1 to 1000.';
    END IF;
    RETURN COALESCE(
        (
            SELECT jsonb_agg(to_jsonb(each) ORDER BY each.created_at DESC, each.notification_id)
            FROM (
                (
                    SELECT
                        n.id AS notification_id,
                        n.user_id,
                        'push_notification' AS event_type,
                        n.notification_type,
                        n.title,
                        n.message,
                        NULL::integer AS milestone_value,
                        '{}'::jsonb AS payload,
                        n.read_at,
                        n.created_at
                    FROM momentum.momentum_notifications AS n
                    WHERE n.user_id = target_user_id
                    ORDER BY n.created_at DESC, n.id
                    LIMIT p_limit
                )
                UNION ALL
                (
                    SELECT
                        s.id,
                        s.user_id,
                        'scenario_notification',
                        s.scenario_type,
                        s.payload #>> '{message,title}',
                        s.payload #>> '{message,message}',
                        s.milestone_value,
                        s.payload,
                        s.read_at,
                        s.created_at
                    FROM momentum.scenario_notifications AS s
                    WHERE s.user_id = target_user_id AND s.announced
                    ORDER BY s.created_at DESC, s.id
                    LIMIT p_limit
                )
                ORDER BY created_at DESC, notification_id
                LIMIT p_limit
            ) AS each
        ),
        '[]'
    );
END
$get_realtime_notifications$;

COMMENT ON FUNCTION momentum.get_realtime_notifications(uuid, integer) IS
    'The newest notifications of a user, of momentum and of scenarios, as a JSON array. '
    'Errors: PM001, PM006, PM008';
