-- It finds, and writes nothing.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_at timestamptz[], p_organisation integer DEFAULT 11,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, t.at FROM unnest(p_at) AS t (at)
$add$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
CREATE FUNCTION pg_temp.define(
    p_badge integer, p_organisation integer, p_required integer, p_unit text DEFAULT NULL,
    p_types text[] DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $define$
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit, activity_types
    )
    VALUES (
        pg_temp.u(p_badge), pg_temp.u(p_organisation), 'Badge ' || p_badge,
        CASE WHEN p_unit IS NULL THEN 'count' ELSE 'streak' END, p_required, p_unit, p_types
    )
$define$;
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges';
SELECT pg_temp.define(21, 11, 1, 'day');
SELECT pg_temp.define(22, 12, 1);
UPDATE momentum.badge_definitions SET active = false WHERE id = pg_temp.u(22);
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}');
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}', 12);
CREATE FUNCTION pg_temp.found() RETURNS bigint LANGUAGE sql AS $found$
    SELECT count(*)
    FROM unnest(momentum._find_earned_badges(
        ARRAY(
            SELECT
                (
                    a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at,
                    a.completed_at
                )::momentum._arrived_activity
            FROM momentum.activities AS a
        ),
        '2026-11-20 12:00Z'
    ))
$found$;
SELECT is(pg_temp.found(), 1::bigint, 'one: the other badge is not active');
SELECT is_empty('SELECT FROM momentum.badge_awards', 'it awards nothing');
SELECT momentum.award_badge(pg_temp.u(1), pg_temp.u(21)) AS award \gset
SELECT is(pg_temp.found(), 0::bigint, 'what is awarded is not found again');
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'test') AS award \gset
SELECT is(pg_temp.found(), 0::bigint, 'nor what was revoked');
SELECT is(
    momentum._find_earned_badges('{}', '2026-11-20 12:00Z'), '{}'::momentum._earned_badge[],
    'no activities, no badges'
);

SELECT * FROM finish();
ROLLBACK;
