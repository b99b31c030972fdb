-- The only place that tells the outside world about changes. Appends them to the outbox
-- (realtime_inbox), in this order, and then, as settings.notify_mode says: channels sends each
-- payload on its channels, a message per cache key on cache_invalidation, and rings the doorbell
-- (an empty message on realtime_events); doorbell only rings; deferred leaves that to the runner.
-- Messages go out when the transaction commits, and only then. Null or nothing: silence.
--
-- PostgreSQL sends messages of one transaction that are equal once, at the place of the first. So
-- that a listener ends where a change back and forth does, payloads have a message_number from the
-- second call in a transaction on; markers do not count.
-- A payload of more than a megabyte is shortened, and so never too large to be read again.
-- The user all zeros, which stands for everyone in the outbox, is nobody's: nothing is announced.
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
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_mode text;
    v_number integer;
BEGIN
    IF p_announcements IS NULL OR cardinality(p_announcements) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO momentum.realtime_inbox (user_id, event_type, payload, created_at)
    SELECT
        COALESCE(a.user_id, v_everyone),
        a.event_type,
        CASE
            WHEN pg_column_size(a.payload) > 1000000 THEN momentum._shorten(a.payload)
            ELSE a.payload
        END,
        p_now
    FROM unnest(p_announcements) AS a
    WHERE a.user_id IS DISTINCT FROM v_everyone;

    SELECT s.value INTO v_mode FROM momentum.settings AS s WHERE s.name = 'notify_mode';
    IF v_mode = 'deferred' OR pg_notification_queue_usage() > 0.5 THEN
        RETURN;
    END IF;
    IF v_mode = 'channels' THEN
        v_number := COALESCE(NULLIF(current_setting('momentum.announced', true), ''), '0')::integer
            + 1;
        IF p_announcements[1].user_id IS NOT NULL THEN
            PERFORM set_config('momentum.announced', v_number::text, true);
        END IF;
        PERFORM momentum._notify(
            a.channel_names,
            CASE
                WHEN v_number > 1
                    THEN a.payload || jsonb_build_object('message_number', v_number)
                ELSE a.payload
            END
        )
        FROM unnest(p_announcements) AS a
        WHERE a.user_id IS DISTINCT FROM v_everyone;
        PERFORM momentum._notify(
            '{cache_invalidation}',
            jsonb_build_object('cache_key', k.cache_key, 'user_id', a.user_id, 'timestamp', p_now)
        )
        FROM unnest(p_announcements) AS a
        CROSS JOIN LATERAL unnest(a.cache_keys) AS k (cache_key)
        WHERE a.user_id IS DISTINCT FROM v_everyone;
    END IF;
    PERFORM pg_notify('realtime_events', '');
END
$_announce$;

COMMENT ON FUNCTION momentum._announce(momentum._announcement[], timestamptz) IS
    'Tells the outside world about changes: appends them to the outbox and sends messages';
