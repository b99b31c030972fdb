-- What waits for longer than it should: see doctor(). The queues are drained each minute, the one
-- of badges and the outbox each night. Changes nothing.
CREATE OR REPLACE FUNCTION momentum._doctor_queues()
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
AS $_doctor_queues$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_today CONSTANT date := momentum._today();
BEGIN
    RETURN QUERY
    WITH waiting AS (
        SELECT
            'rescore_queue' AS queue,
            q.user_id,
            CASE
                WHEN q.from_date <= v_today
                    THEN greatest(q.created_at, q.from_date::timestamp AT TIME ZONE 'UTC')
            END AS since,
            v_now - interval '1 hour' AS late_before
        FROM momentum.rescore_queue AS q
        UNION ALL
        SELECT 'summary_queue', q.user_id, q.created_at, v_now - interval '1 hour'
        FROM momentum.summary_queue AS q
        UNION ALL
        SELECT
            'badge_queue',
            q.user_id,
            greatest(q.created_at, q.completed_at),
            v_now - interval '26 hours'
        FROM momentum.badge_queue AS q
    ),
    late AS (
        SELECT w.queue, w.user_id, w.since, u.id IS NULL AS is_orphan
        FROM waiting AS w
        LEFT JOIN momentum._users AS u ON u.id = w.user_id
        WHERE w.since < w.late_before
    )
    SELECT
        CASE WHEN l.is_orphan THEN 'orphaned_queue_entries' ELSE 'late_queue_entries' END,
        format('%s: %s, the oldest of %s', l.queue, count(*), date_trunc('second', min(l.since))),
        CASE
            WHEN l.is_orphan THEN 'They are of users who are gone, and nobody works them off'
            ELSE 'The job that works them off does not run, or fails: what depends on them is out '
                'of date'
        END,
        ARRAY[
            CASE
                WHEN l.is_orphan
                    THEN format(
                        'DELETE FROM momentum.%I AS q WHERE NOT EXISTS '
                        '(SELECT FROM momentum._users AS u WHERE u.id = q.user_id)',
                        l.queue
                    )
                WHEN l.queue = 'rescore_queue'
                    THEN format(
                        'SELECT momentum.drain_rescore_queue(%s)', count(DISTINCT l.user_id)
                    )
                WHEN l.queue = 'summary_queue' THEN 'SELECT momentum.drain_summary_queue()'
                ELSE 'SELECT * FROM momentum.reconcile_badges()'
            END
        ],
        true
    FROM late AS l
    GROUP BY l.queue, l.is_orphan
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'outbox_not_cleaned',
        format('%s of %s', oldest.what, date_trunc('second', oldest.created_at)),
        'The nightly clean-up does not run, or a reader''s open transaction keeps it waiting: the '
            'outbox grows',
        ARRAY['SELECT momentum.cleanup_realtime_events()'],
        true
    FROM (
        SELECT 'an announcement without a position' AS what, min(i.created_at) AS created_at
        FROM momentum.realtime_inbox AS i
        HAVING min(i.created_at) < v_now - interval '26 hours'
        UNION ALL
        (
            SELECT 'an event', e.sequenced_at
            FROM momentum.realtime_events AS e
            ORDER BY e.position
            LIMIT 1
        )
    ) AS oldest
    WHERE
        oldest.what <> 'an event'
        OR oldest.created_at < v_now - make_interval(
            days => 2 + (
                SELECT s.value::integer
                FROM momentum.settings AS s
                WHERE s.name = 'realtime_retention_days'
            )
        );

    RETURN QUERY
    SELECT
        'notification_queue_fills_up',
        format('%s %% full', round((pg_notification_queue_usage() * 100)::numeric)),
        'A session that has listened does not read: from half full on nothing is sent, and from '
            'full on what announces something fails, in every database of the server. Ending a '
            'session is up to you: these are in a transaction, or do not read, for the longest',
        ARRAY(
            SELECT format('SELECT pg_terminate_backend(%s)', a.pid)
            FROM (
                SELECT s.pid
                FROM pg_stat_activity AS s
                WHERE
                    s.pid <> pg_backend_pid()
                    AND s.backend_type = 'client backend'
                    AND (s.xact_start IS NOT NULL OR s.wait_event = 'ClientWrite')
                ORDER BY s.xact_start
                LIMIT 3
            ) AS a
        ),
        false
    WHERE pg_notification_queue_usage() >= 0.1;
END
$_doctor_queues$;

COMMENT ON FUNCTION momentum._doctor_queues() IS
    'What doctor() finds in queues, the outbox and the notification queue';
