-- The only place that tells the outside world about changes. Appends them to the outbox
-- (realtime_inbox), all of them and whole, and then, as settings.notify_mode says: channels sends
-- each payload on its channels, a message per cache key on cache_invalidation, and rings the
-- doorbell (an empty message on realtime_events); doorbell only rings; deferred leaves that to the
-- runner. Messages go out when the transaction commits, and only then. Null or nothing: silence.
--
-- Waits for nobody; but PostgreSQL commits transactions with messages one after the other. A
-- transaction that has sent messages cannot be prepared (PREPARE TRANSACTION); under deferred it
-- can. Where a listener that reads nothing has filled half of the server's queue of messages, all
-- is as under deferred: a full queue would make every transaction fail.
CREATE OR REPLACE FUNCTION momentum._announce(
    p_announcements momentum._announcement[],
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_announce$
DECLARE
    v_mode text;
BEGIN
    IF p_announcements IS NULL OR cardinality(p_announcements) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO momentum.realtime_inbox (user_id, event_type, payload, created_at)
    SELECT
        COALESCE(a.user_id, '00000000-0000-0000-0000-000000000000'), a.event_type, a.payload,
        p_now
    FROM unnest(p_announcements) AS a;

    SELECT s.value INTO v_mode FROM momentum.settings AS s WHERE s.name = 'notify_mode';
    IF v_mode = 'deferred' OR pg_notification_queue_usage() > 0.5 THEN
        RETURN;
    END IF;
    IF v_mode = 'channels' THEN
        PERFORM momentum._notify(a.channel_names, a.payload)
        FROM unnest(p_announcements) AS a;
        PERFORM momentum._notify(
            '{cache_invalidation}',
            jsonb_build_object(
                'cache_key', k.cache_key, 'user_id', a.user_id, 'timestamp', p_now
            )
        )
        FROM unnest(p_announcements) AS a
        CROSS JOIN LATERAL unnest(a.cache_keys) AS k (cache_key);
    END IF;
    PERFORM pg_notify('realtime_events', '');
END
$_announce$;

COMMENT ON FUNCTION momentum._announce(momentum._announcement[], timestamptz) IS
    'Tells the outside world about changes: appends them to the outbox and sends messages';
