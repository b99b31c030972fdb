-- New awards are announced, and those that are given back, if they are news.
BEGIN;
SELECT plan(7);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.told() RETURNS SETOF text LANGUAGE sql AS $told$
    WITH gone AS (DELETE FROM momentum.realtime_inbox AS i RETURNING i.payload)
    SELECT g.payload ->> 'title' FROM gone AS g
$told$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id) VALUES (pg_temp.u(1));
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(9), 'Harbour');
INSERT INTO momentum.badge_definitions (
    id, organisation_id, name, criteria_type, required, window_unit
)
VALUES
(pg_temp.u(1), pg_temp.u(9), 'One', 'count', 1, NULL),
(pg_temp.u(2), pg_temp.u(9), 'Ten', 'count', 10, NULL),
(pg_temp.u(3), pg_temp.u(9), 'Week', 'streak', 7, 'day'),
(pg_temp.u(4), pg_temp.u(9), 'Quiet', 'count', 2, NULL);
SET LOCAL "TimeZone" = 'America/St_Johns';
INSERT INTO momentum.badge_awards (
    user_id, badge_id, organisation_id, awarded_at, earned_at, source, announced
)
SELECT
    pg_temp.u(1), pg_temp.u(n), pg_temp.u(9), '2026-11-21 11:00Z', '2026-11-21 10:00Z', 'trigger',
    n < 4
FROM generate_series(1, 4) AS n;
SELECT bag_eq(
    $$SELECT i.payload ->> 'title' AS title, i.payload ->> 'message' AS message
    FROM momentum.realtime_inbox AS i$$,
    $$VALUES ('One', '1 activity'), ('Ten', '10 activities'), ('Week', '7 days in a row')$$,
    'which badge, and what for'
);
SELECT is(
    (SELECT i.payload FROM momentum.realtime_inbox AS i WHERE i.payload ->> 'title' = 'Week'),
    jsonb_build_object(
        'event_type', 'badge_awarded', 'badge_id', pg_temp.u(3), 'user_id', pg_temp.u(1),
        'organisation_id', pg_temp.u(9), 'title', 'Week', 'message', '7 days in a row',
        'earned_at', '2026-11-21T10:00:00+00:00', 'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'the whole of it'
);
DELETE FROM momentum.realtime_inbox;
UPDATE momentum.badge_awards SET evidence = '{}', announced = true;
SELECT is_empty('SELECT pg_temp.told()', 'other changes are no news');
UPDATE momentum.badge_awards SET revoked_at = now(), revoked_reason = 'A mistake';
SELECT is_empty('SELECT pg_temp.told()', 'nor that they are taken back');
UPDATE momentum.badge_awards
SET revoked_at = NULL, revoked_reason = NULL, announced = badge_id <> pg_temp.u(1)
WHERE badge_id IN (pg_temp.u(1), pg_temp.u(2));
SELECT bag_eq('SELECT pg_temp.told()', $$VALUES ('Ten')$$, 'given back, and announced');
UPDATE momentum.badge_awards SET revoked_reason = 'Another' WHERE badge_id = pg_temp.u(3);
SELECT is_empty('SELECT pg_temp.told()', 'still revoked');
DELETE FROM momentum.badge_awards;
SELECT is_empty('SELECT pg_temp.told()', 'nor that they are gone');

SELECT * FROM finish();
ROLLBACK;
