-- Marks a notification as read, of momentum or of a scenario, and returns whether it was unread:
-- when it was read first stays on record. Users mark their own; the service marks any, also those
-- of a scenario, which it has to search for. Raises PM007 for an unknown one and for another's.
CREATE OR REPLACE FUNCTION momentum.mark_notification_read(p_notification_id uuid)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $mark_notification_read$
DECLARE
    v_is_service CONSTANT boolean := momentum._caller_is_service();
    v_user_id uuid;
BEGIN
    -- planned for the caller: users by their key, the service by the id
    SELECT n.user_id
    INTO v_user_id
    FROM (
        SELECT m.user_id, m.id FROM momentum.momentum_notifications AS m
        UNION ALL
        SELECT s.user_id, s.id FROM momentum.scenario_notifications AS s
    ) AS n
    WHERE n.id = p_notification_id AND (v_is_service OR n.user_id = auth.uid())
    LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown notification: %', COALESCE(p_notification_id::text, 'null')
            USING ERRCODE = 'PM007',
                  HINT = 'Give the id of a notification of your own.';
    END IF;
    -- two at once: the second one waits, and finds it read
    UPDATE momentum.momentum_notifications AS n
    SET read_at = momentum.clock()
    WHERE n.user_id = v_user_id AND n.id = p_notification_id AND n.read_at IS NULL;
    IF NOT FOUND THEN
        UPDATE momentum.scenario_notifications AS s
        SET read_at = momentum.clock()
        WHERE s.user_id = v_user_id AND s.id = p_notification_id AND s.read_at IS NULL;
    END IF;
    RETURN FOUND;
END
$mark_notification_read$;

COMMENT ON FUNCTION momentum.mark_notification_read(uuid) IS
    'Marks a notification of the caller as read, and returns whether it was unread. Errors: PM007';
