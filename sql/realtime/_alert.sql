-- Sends an alert to the operators, on ops_alerts, when the transaction commits. Where a listener
-- that reads nothing has filled the server's queue of messages to p_share, it is a WARNING instead:
-- a full queue would make the transaction fail. Raises nothing.
CREATE OR REPLACE FUNCTION momentum._alert(p_alert jsonb, p_share double precision DEFAULT 0.5)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_alert$
BEGIN
    IF pg_notification_queue_usage() > p_share THEN
        RAISE WARNING 'an alert was not sent: %', p_alert
            USING HINT = 'The queue of messages fills up: a listener reads nothing.';
    ELSE
        PERFORM momentum._notify('{ops_alerts}', p_alert);
    END IF;
END
$_alert$;

COMMENT ON FUNCTION momentum._alert(jsonb, double precision) IS
    'Sends an alert to the operators, on ops_alerts; a WARNING where the queue of messages is full';
