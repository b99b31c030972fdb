-- What arrived in the span, what was evaluated, what came of it.
BEGIN;
SELECT plan(4);

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
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT results_eq(
    'SELECT * FROM momentum.reconcile_badges()',
    'VALUES (0::bigint, 0::bigint, 0::bigint, 0::numeric, false)', 'nothing arrived'
);
SELECT pg_temp.add(1, '{2026-11-19 08:00Z,2026-11-20 08:00Z}');
SELECT pg_temp.add(2, '{2026-11-20 08:00Z,2026-11-20 12:00:00.000001Z}');
SELECT pg_temp.add(3, '{2026-11-20 08:00Z}', NULL);
SELECT pg_temp.add(4, '{2026-11-20 08:00Z}');
UPDATE momentum.activities
SET deleted_at = CASE user_id WHEN pg_temp.u(4) THEN '2026-11-20Z'::timestamptz END,
    created_at = '2026-11-20 09:00Z';
SELECT results_eq(
    'SELECT * FROM momentum.reconcile_badges()',
    'VALUES (4::bigint, 4::bigint, 1::bigint, 1::numeric, true)',
    'neither the future one nor the deleted one'
);
SELECT results_eq(
    'SELECT * FROM momentum.reconcile_badges()',
    'VALUES (4::bigint, 0::bigint, 0::bigint, 0::numeric, false)', 'again: nothing is left'
);
SELECT results_eq(
    $$SELECT * FROM momentum.reconcile_badges('1 day', '2026-11-20 12:00:00.000001Z')$$,
    'VALUES (5::bigint, 1::bigint, 0::bigint, 0::numeric, false)', 'its time has come'
);

SELECT * FROM finish();
ROLLBACK;
