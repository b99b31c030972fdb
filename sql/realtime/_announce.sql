-- The only place that tells the outside world about changes. Appends them to the outbox
-- (realtime_inbox), all of them and whole, and then, as settings.notify_mode says: channels sends
-- each payload on its channels, a message per cache key on cache_invalidation, and rings the
-- doorbell (an empty message on realtime_events); doorbell only rings; deferred leaves that to the
-- runner. Messages go out when the transaction commits, and only then. Null or nothing: silence.
--
-- Waits for nobody; but PostgreSQL commits transactions with messages one after the other. A
-- transaction that has sent messages cannot be prepared
-- (PREPARE TRANSACTION); under deferred it can.
-- Logs the figures of some statements, a row per event type: see settings.realtime_metrics_sample.
CREATE OR REPLACE FUNCTION momentum._announce(p_announcements momentum._announcement[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_announce$
DECLARE
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_started CONSTANT timestamptz := clock_timestamp();
    v_now CONSTANT timestamptz := momentum.clock();
    v_mode text;
    v_sample double precision;
BEGIN
    IF cardinality(p_announcements) > 0 THEN
        SELECT
            max(s.value) FILTER (WHERE s.name = 'notify_mode'),
            max(s.value) FILTER (WHERE s.name = 'realtime_metrics_sample')
        INTO v_mode, v_sample
        FROM momentum.settings AS s
        WHERE s.name IN ('notify_mode', 'realtime_metrics_sample');

        INSERT INTO momentum.realtime_inbox (user_id, event_type, payload, created_at)
        SELECT COALESCE(a.user_id, v_everyone), a.event_type, a.payload, v_now
        FROM unnest(p_announcements) AS a;

        IF v_mode = 'channels' THEN
            PERFORM momentum._notify(a.channel_names, a.payload)
            FROM unnest(p_announcements) AS a;
            PERFORM pg_notify(
                'cache_invalidation',
                jsonb_build_object(
                    'cache_key', k.cache_key, 'user_id', a.user_id, 'timestamp', v_now
                )::text
            )
            FROM unnest(p_announcements) AS a
            CROSS JOIN LATERAL unnest(a.cache_keys) AS k (cache_key);
        END IF;
        IF v_mode <> 'deferred' THEN
            PERFORM pg_notify('realtime_events', '');
        END IF;

        IF random() < v_sample THEN
            INSERT INTO momentum.realtime_event_metrics (
                event_type, channel_name, payload_size, processing_time_ms, created_at
            )
            SELECT
                a.event_type,
                'realtime_events',
                avg(octet_length(a.payload::text)),
                GREATEST(0, extract(epoch FROM clock_timestamp() - v_started) * 1000),
                v_now
            FROM unnest(p_announcements) AS a
            GROUP BY a.event_type;
        END IF;
    END IF;
END
$_announce$;

COMMENT ON FUNCTION momentum._announce(momentum._announcement[]) IS
    'Tells the outside world about changes: appends them to the outbox and sends messages';
