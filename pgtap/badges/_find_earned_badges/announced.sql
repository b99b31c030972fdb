-- Announced is what comes in its own window; imported history is not.
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
CREATE TEMPORARY VIEW awards AS
SELECT
    right(w.user_id::text, 1)::integer AS u,
    right(w.badge_id::text, 2)::integer AS badge,
    w.earned_at,
    w.source,
    w.announced,
    w.awarded_at
FROM momentum.badge_awards AS w;
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT pg_temp.define(22, 11, 2, 'week');
SELECT pg_temp.define(23, 11, 2);
CREATE FUNCTION pg_temp.announced(p_user integer) RETURNS text LANGUAGE sql AS $announced$
    SELECT string_agg(
        concat_ws(' ', w.badge, w.announced, w.earned_at::date), ', ' ORDER BY w.badge
    )
    FROM awards AS w WHERE w.u = p_user
$announced$;
SET LOCAL timezone = 'UTC';
SELECT pg_temp.add(1, '{2025-11-03Z,2025-11-10Z,2025-11-11Z}');
SELECT is(
    pg_temp.announced(1), '21 f 2025-11-11, 22 f 2025-11-10, 23 f 2025-11-10',
    'all of it is history'
);
SELECT pg_temp.add(2, '{2026-11-12 08:00Z,2026-11-18 08:00Z,2026-11-19 08:00Z,2026-11-20 08:00Z}');
SELECT is(
    pg_temp.announced(2), '21 f 2026-11-19, 22 t 2026-11-18, 23 f 2026-11-18',
    'the week is current; two days, and two activities, were complete before today'
);
SELECT pg_temp.add(3, '{2026-11-19 08:00Z}');
SELECT pg_temp.add(3, '{2026-11-20 08:00Z}');
SELECT is(pg_temp.announced(3), '21 t 2026-11-20, 23 t 2026-11-20', 'today it was completed');
SELECT pg_temp.add(4, '{2026-11-20 08:00Z}');
SELECT pg_temp.add(4, '{2026-11-19 08:00Z}');
SELECT is(
    pg_temp.announced(4), '21 f 2026-11-20, 23 f 2026-11-20', 'what was missing comes a day late'
);

SELECT * FROM finish();
ROLLBACK;
