-- Logs how an announcement went, in realtime_event_metrics: its size in bytes, the time it took in
-- milliseconds, and the error if it failed. A user who is not known any more is fine. Raises PM006
-- without an event type or channel, for null as success, and for figures below zero.
CREATE OR REPLACE FUNCTION momentum.log_realtime_event(
    p_event_type text,
    p_channel_name text,
    p_user_id uuid DEFAULT NULL,
    p_payload_size integer DEFAULT NULL,
    p_processing_time_ms integer DEFAULT NULL,
    p_success boolean DEFAULT true,
    p_error_message text DEFAULT NULL
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $log_realtime_event$
BEGIN
    IF
        p_event_type IS NULL
        OR p_channel_name IS NULL
        OR p_success IS NULL
        OR p_payload_size < 0
        OR p_processing_time_ms < 0
    THEN
        RAISE EXCEPTION 'such an announcement cannot be logged'
            USING ERRCODE = 'PM006',
                  HINT = 'Give its type, its channel and whether it succeeded; no figure below 0.';
    END IF;
    INSERT INTO momentum.realtime_event_metrics (
        user_id, event_type, channel_name, payload_size, processing_time_ms, success,
        error_message, created_at
    )
    VALUES (
        COALESCE(p_user_id, '00000000-0000-0000-0000-000000000000'), p_event_type,
        p_channel_name, p_payload_size, p_processing_time_ms, p_success, p_error_message,
        momentum.clock()
    );
END
$log_realtime_event$;

COMMENT ON FUNCTION momentum.log_realtime_event(
    text, text, uuid, integer, integer, boolean, text
) IS
    'Logs how an announcement went. Errors: PM006';
