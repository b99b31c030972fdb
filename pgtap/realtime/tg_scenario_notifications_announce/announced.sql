-- Those that are news are announced to their user.
BEGIN;
SELECT plan(3);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id) VALUES (pg_temp.u(1));
SET LOCAL "TimeZone" = 'America/St_Johns';
INSERT INTO momentum.scenario_notifications (
    user_id, id, scenario_type, milestone_year, milestone_value, announced, payload
)
VALUES
(pg_temp.u(1), pg_temp.u(1), 'milestone', 2025, 50, false, '{}'),
(pg_temp.u(1), pg_temp.u(2), 'milestone', 2026, 50, true, '{"message": {"title": "Fifty"}}'),
(pg_temp.u(1), pg_temp.u(3), 'milestone', 2026, 100, true, '{"message": "A hundred"}');
SELECT is(
    (
        SELECT i.payload FROM momentum.realtime_inbox AS i
        WHERE i.payload ->> 'notification_id' = pg_temp.u(2)::text
    ),
    jsonb_build_object(
        'event_type', 'scenario_notification', 'notification_id', pg_temp.u(2),
        'user_id', pg_temp.u(1), 'organisation_id', NULL, 'scenario_type', 'milestone',
        'title', 'Fifty', 'message', NULL, 'milestone_value', 50,
        'payload', '{"message": {"title": "Fifty"}}'::jsonb,
        'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'title and message are those of the configured message; what is not configured is null'
);
SELECT results_eq(
    'SELECT i.payload ->> ''notification_id'' FROM momentum.realtime_inbox AS i ORDER BY 1',
    'SELECT pg_temp.u(n)::text FROM generate_series(2, 3) AS n',
    'those that are not announced are quiet'
);
DELETE FROM momentum.realtime_inbox;
UPDATE momentum.scenario_notifications SET dispatched_at = now(), read_at = now();
DELETE FROM momentum.scenario_notifications;
SELECT is_empty('SELECT FROM momentum.realtime_inbox', 'sent, read, or gone, is no news');

SELECT * FROM finish();
ROLLBACK;
