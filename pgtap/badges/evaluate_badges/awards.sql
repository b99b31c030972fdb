-- What one user has earned of one organisation by an instant.
BEGIN;
SELECT plan(8);

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
SELECT pg_temp.define(22, 11, 3);
SELECT pg_temp.define(23, 12, 1);
SELECT pg_temp.define(24, 11, 1);
SELECT pg_temp.define(25, 11, 2, 'month', '{call}');
UPDATE momentum.badge_definitions SET active = false WHERE id = pg_temp.u(24);
SELECT pg_temp.add(1, '{2026-11-18 08:00Z,2026-11-19 08:00Z}');
SELECT pg_temp.add(1, '{2026-11-19 08:00Z}', 12);
SELECT pg_temp.add(2, '{2026-11-19 08:00Z}', 12);
CREATE FUNCTION pg_temp.evaluate(p_now timestamptz) RETURNS text[] LANGUAGE sql AS $evaluate$
    SELECT array_agg(
        concat_ws(' ', right(w.badge_id::text, 2), w.source, w.announced, w.activity_id IS NOT NULL)
        ORDER BY w.badge_id
    )
    FROM momentum.evaluate_badges(pg_temp.u(1), pg_temp.u(11), p_now) AS w
$evaluate$;
SELECT is(pg_temp.evaluate('2026-11-20 12:00Z'), NULL, 'the streak does not reach up to now');
UPDATE momentum.badge_definitions SET open_window_grace = true WHERE id = pg_temp.u(21);
SELECT is(
    pg_temp.evaluate('2026-11-20 12:00Z'), '{21 manual f t}',
    'with grace it does; earned yesterday, so it is not announced'
);
SELECT is(pg_temp.evaluate('2026-11-20 12:00Z'), NULL, 'once');
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}');
SELECT is(pg_temp.evaluate('2026-11-20 07:59Z'), NULL, 'at an instant before it');
SELECT is(pg_temp.evaluate(NULL), '{22 manual t t}', 'a count, today');
SELECT is_empty('SELECT FROM awards WHERE badge NOT IN (21, 22) OR u <> 1', 'nothing else');
SELECT results_eq(
    'SELECT badge, earned_at, awarded_at FROM awards ORDER BY badge',
    $$VALUES
        (21, '2026-11-19 08:00Z'::timestamptz, '2026-11-20 12:00Z'::timestamptz),
        (22, '2026-11-20 08:00Z', '2026-11-20 12:00Z')$$,
    'when they were earned, and awarded'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(22), 'test') AS award \gset
SELECT is(pg_temp.evaluate(NULL), NULL, 'a revoked badge is not earned again');

SELECT * FROM finish();
ROLLBACK;
