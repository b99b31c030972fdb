-- Marks a notification as read, of momentum or of a scenario, and returns whether it was unread:
-- when it was read first stays on record. Users mark their own; the service marks any, also those
-- of a scenario, which it has to search for. Raises PM007 for an unknown one and for another's.
CREATE OR REPLACE FUNCTION momentum.mark_notification_read(p_notification_id uuid)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $mark_notification_read$
DECLARE
    -- null: of anyone
    v_user_id uuid := CASE WHEN NOT momentum._caller_is_service() THEN auth.uid() END;
    v_was_unread boolean;
BEGIN
    IF v_user_id IS NULL AND momentum._caller_is_service() THEN
        SELECT n.user_id INTO v_user_id
        FROM momentum.momentum_notifications AS n
        WHERE n.id = p_notification_id;
        IF NOT FOUND THEN
            SELECT s.user_id INTO v_user_id
            FROM momentum.scenario_notifications AS s
            WHERE s.id = p_notification_id;
        END IF;
    END IF;
    -- two at once: the second one waits, and finds it read
    UPDATE momentum.momentum_notifications AS n
    SET read_at = momentum.clock()
    WHERE n.user_id = v_user_id AND n.id = p_notification_id AND n.read_at IS NULL;
    v_was_unread := FOUND;
    IF NOT v_was_unread THEN
        UPDATE momentum.scenario_notifications AS s
        SET read_at = momentum.clock()
        WHERE s.user_id = v_user_id AND s.id = p_notification_id AND s.read_at IS NULL;
        v_was_unread := FOUND;
    END IF;
    IF NOT v_was_unread AND NOT EXISTS (
        SELECT
        FROM momentum.momentum_notifications AS n
        WHERE n.user_id = v_user_id AND n.id = p_notification_id
        UNION ALL
        SELECT
        FROM momentum.scenario_notifications AS s
        WHERE s.user_id = v_user_id AND s.id = p_notification_id
    ) THEN
        RAISE EXCEPTION 'unknown notification: %', COALESCE(p_notification_id::text, 'null')
            USING ERRCODE = 'PM007',
                  HINT = 'Give the id of a notification of your own.';
    END IF;
    RETURN v_was_unread;
END
$mark_notification_read$;

COMMENT ON FUNCTION momentum.mark_notification_read(uuid) IS
    'Marks a notification of the caller as read, and returns whether it was unread. Errors: PM007';
