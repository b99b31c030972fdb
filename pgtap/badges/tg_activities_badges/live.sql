-- What a statement brings is evaluated at once, unless that is turned off.
BEGIN;
SELECT plan(6);

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
SELECT pg_temp.add(1, '{2026-11-19 08:00Z,2026-11-20 08:00Z}');
SELECT results_eq(
    'SELECT u, badge, earned_at, source, announced, awarded_at FROM awards',
    $$VALUES (1, 21, '2026-11-20 08:00Z'::timestamptz, 'trigger', true,
        '2026-11-20 12:00Z'::timestamptz)$$,
    'awarded in the statement'
);
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges';
SELECT pg_temp.add(2, '{2026-11-19 08:00Z,2026-11-20 08:00Z}');
UPDATE momentum.activities SET activity_type = 'call' WHERE user_id = pg_temp.u(2);
SELECT is_empty('SELECT FROM awards WHERE u = 2', 'off: nothing is evaluated');
SELECT is_empty(
    'SELECT FROM momentum.badge_evaluation_log WHERE user_id = pg_temp.u(2)', 'and nothing logged'
);
DELETE FROM momentum.activities WHERE user_id = pg_temp.u(1);
SELECT is(
    (SELECT count(*) FROM momentum.award_reviews), 1::bigint,
    'off: awards are marked for review all the same'
);
UPDATE momentum.settings SET value = 'on' WHERE name = 'live_badges';
UPDATE momentum.activities SET activity_type = 'lesson' WHERE user_id = pg_temp.u(2);
SELECT isnt_empty('SELECT FROM awards WHERE u = 2', 'on again: a change is evaluated');
SELECT is(
    (
        SELECT array_agg(t.tgname::text ORDER BY t.tgname)
        FROM pg_trigger AS t
        WHERE
            t.tgrelid = 'momentum.activities'::regclass
            AND t.tgname LIKE 'activities_badges_%'
            AND t.tgtype & 1 = 0
    ),
    '{activities_badges_on_delete,activities_badges_on_insert,activities_badges_on_truncate,'
    'activities_badges_on_update}',
    'one trigger per operation, for each statement'
);

SELECT * FROM finish();
ROLLBACK;
