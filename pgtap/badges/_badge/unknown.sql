-- The definition of a badge.
BEGIN;
SELECT plan(3);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
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
SELECT pg_temp.define(21, 11, 3, 'day');
SELECT is((momentum._badge(pg_temp.u(21))).required, 3, 'its definition');
SELECT throws_ok(
    $$SELECT momentum._badge(pg_temp.u(22))$$,
    'PM007', 'unknown badge: ' || pg_temp.u(22), 'unknown'
);
SELECT throws_ok($$SELECT momentum._badge(NULL)$$, 'PM007', 'unknown badge: null', 'null');

SELECT * FROM finish();
ROLLBACK;
