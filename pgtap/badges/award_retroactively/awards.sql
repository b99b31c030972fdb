-- Everyone who ever earned a badge that was defined later.
BEGIN;
SELECT plan(10);

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
SELECT pg_temp.add(1, '{2025-03-01Z,2025-03-02Z,2026-11-20Z}');
SELECT pg_temp.add(2, '{2025-03-01Z,2025-03-03Z,2026-11-20 13:00Z}');
SELECT pg_temp.add(3, '{2026-11-19Z,2026-11-20Z}', 12);
SELECT pg_temp.add(4, '{2025-03-01Z,2025-03-02Z}');
UPDATE auth.users SET deleted_at = now() WHERE id = pg_temp.u(4);
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT pg_temp.define(22, 11, 2);
SELECT is(momentum.award_retroactively(pg_temp.u(21)), 1::bigint, 'one user, long ago');
SELECT results_eq(
    'SELECT u, badge, earned_at, source, announced, awarded_at FROM awards',
    $$VALUES (1, 21, '2025-03-02Z'::timestamptz, 'retroactive', false,
        '2026-11-20 12:00Z'::timestamptz)$$,
    'quietly'
);
SELECT is(momentum.award_retroactively(pg_temp.u(21)), 0::bigint, 'again: nobody');
SELECT is(
    momentum.award_retroactively(pg_temp.u(22), true), 2::bigint, 'a count: two users, of two'
);
SELECT is(
    (SELECT array_agg(w.u ORDER BY w.u) FROM awards AS w WHERE w.announced), '{1,2}',
    'announced when asked'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'test') AS award \gset
SELECT is(
    momentum.award_retroactively(pg_temp.u(21), NULL), 0::bigint, 'a revoked badge stays revoked'
);
SELECT throws_ok(
    $$SELECT momentum.award_retroactively(pg_temp.u(29))$$,
    'PM007', 'unknown badge: ' || pg_temp.u(29), 'an unknown badge'
);
SELECT throws_ok(
    $$SELECT momentum.award_retroactively(NULL)$$, 'PM007', 'unknown badge: null', 'none'
);
UPDATE momentum.badge_definitions SET active = false WHERE id = pg_temp.u(21);
SELECT throws_ok(
    $$SELECT momentum.award_retroactively(pg_temp.u(21))$$,
    'PM006', 'the badge is not active: ' || pg_temp.u(21), 'nobody earns it any more'
);
UPDATE momentum.organisations SET deleted_at = now();
SELECT throws_ok(
    $$SELECT momentum.award_retroactively(pg_temp.u(22))$$,
    'PM007', 'unknown organisation: ' || pg_temp.u(11), 'its organisation is deleted'
);

SELECT * FROM finish();
ROLLBACK;
