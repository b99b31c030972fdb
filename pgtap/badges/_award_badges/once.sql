-- Each user and badge once, ever.
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
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges';
SELECT pg_temp.define(21, 11, 1);
SELECT pg_temp.define(22, 12, 1, 'day');
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}', 12);
CREATE FUNCTION pg_temp.award(VARIADIC p_badges integer[]) RETURNS text[] LANGUAGE sql AS $award$
    SELECT array_agg(
        concat_ws(
            ' ', right(w.badge_id::text, 2), right(w.organisation_id::text, 2), w.source,
            w.announced
        )
        ORDER BY w.badge_id
    )
    FROM unnest(momentum._award_badges(
        ARRAY(
            SELECT
                (
                    pg_temp.u(1), pg_temp.u(b), pg_temp.u(31), '2026-11-20 08:00Z', b = 22, '{}'
                )::momentum._earned_badge
            FROM unnest(p_badges) AS b
        ),
        '2026-11-20 12:00Z', 'trigger'
    )) AS w
$award$;
SELECT is(pg_temp.award(21), '{21 11 trigger f}', 'an award, of the organisation of the badge');
SELECT is(pg_temp.award(21, 22), '{22 12 trigger t}', 'the new ones alone');
SELECT is(pg_temp.award(21, 22), NULL, 'nothing');
UPDATE momentum.badge_awards SET revoked_at = now(), revoked_reason = 'test';
SELECT is(pg_temp.award(21, 22), NULL, 'a revoked one stays as it is');
SELECT is(
    momentum._award_badges('{}', now(), 'trigger'), '{}'::momentum.badge_awards[], 'none to award'
);
SELECT is(
    (SELECT count(*) FROM momentum.badge_awards AS w
    WHERE w.awarded_at = '2026-11-20 12:00Z' AND w.earned_at = '2026-11-20 08:00Z'
        AND w.activity_id = pg_temp.u(31)),
    2::bigint, 'when awarded, when earned, by which activity'
);

SELECT * FROM finish();
ROLLBACK;
