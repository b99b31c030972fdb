-- Each new notification is announced to its user.
BEGIN;
SELECT plan(2);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id) SELECT pg_temp.u(n) FROM generate_series(1, 2) AS n;
SET LOCAL "TimeZone" = 'America/St_Johns';
INSERT INTO momentum.momentum_notifications (user_id, id, notification_type, title, message)
SELECT pg_temp.u(n), pg_temp.u(n), 'praise', 'Title', 'Message' FROM generate_series(1, 2) AS n;
SELECT bag_eq(
    'SELECT i.user_id, i.event_type, i.payload FROM momentum.realtime_inbox AS i',
    $$SELECT
        pg_temp.u(n),
        'push_notification',
        jsonb_build_object(
            'event_type', 'push_notification', 'notification_id', pg_temp.u(n),
            'user_id', pg_temp.u(n), 'notification_type', 'praise', 'title', 'Title',
            'message', 'Message', 'timestamp', '2026-11-21T12:00:00+00:00'
        )
    FROM generate_series(1, 2) AS n$$,
    'the whole of it'
);
DELETE FROM momentum.realtime_inbox;
UPDATE momentum.momentum_notifications SET read_at = now();
DELETE FROM momentum.momentum_notifications;
SELECT is_empty('SELECT FROM momentum.realtime_inbox', 'read, or gone, is no news');

SELECT * FROM finish();
ROLLBACK;
