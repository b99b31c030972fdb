-- Awards whose evidence no longer holds are marked, and stay.
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
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT pg_temp.define(22, 11, 2, NULL, '{session}');
SELECT pg_temp.define(23, 12, 1);
SELECT pg_temp.add(1, '{2026-11-18 08:00Z,2026-11-18 09:00Z,2026-11-19 08:00Z,2026-11-20 08:00Z}');
SELECT pg_temp.add(1, '{2026-11-18 10:00Z}', 12);
SELECT momentum.award_badge(pg_temp.u(2), pg_temp.u(21), 'by hand') AS award \gset
SELECT is((SELECT count(*) FROM momentum.badge_awards), 4::bigint, 'four awards');
CREATE FUNCTION pg_temp.reviews() RETURNS text[] LANGUAGE sql AS $reviews$
    SELECT array_agg(right(r.badge_id::text, 2) || ' ' || r.reason ORDER BY r.badge_id, r.reason)
    FROM momentum.award_reviews AS r
$reviews$;
DELETE FROM momentum.activities WHERE completed_at = '2026-11-18 08:00Z';
SELECT is(pg_temp.reviews(), NULL, 'there is another one of that day, and there are enough');
DELETE FROM momentum.activities WHERE completed_at = '2026-11-20 08:00Z';
SELECT is(pg_temp.reviews(), NULL, 'nothing depended on a later one');
UPDATE momentum.activities SET activity_type = 'call' WHERE completed_at = '2026-11-18 09:00Z';
SELECT is(pg_temp.reviews(), '{22 activity changed}', 'one session is left of two');
UPDATE momentum.activities SET organisation_id = pg_temp.u(12)
WHERE completed_at = '2026-11-18 09:00Z';
SELECT is(
    pg_temp.reviews(), '{21 activity changed,22 activity changed}',
    'a day is empty; a call was none of the sessions'
);
DELETE FROM momentum.activities WHERE completed_at = '2026-11-18 10:00Z';
SELECT is(
    pg_temp.reviews(), '{21 activity changed,22 activity changed}',
    'activities of another organisation are no evidence'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'no longer') AS award \gset
DELETE FROM momentum.activities WHERE completed_at = '2026-11-19 08:00Z';
SELECT is(
    pg_temp.reviews(), '{21 activity changed,22 activity changed}',
    'a revoked award is not marked again, nor one that is in question already'
);
SELECT is((SELECT count(*) FROM momentum.badge_awards), 4::bigint, 'all awards are there');
SELECT is(
    (SELECT array_agg(r.resolution) FILTER (WHERE r.resolved_at IS NOT NULL)
    FROM momentum.award_reviews AS r),
    '{revoked: no longer}', 'revoking resolved the reviews of that badge alone'
);
DELETE FROM momentum.activities;
SELECT is(
    (SELECT count(*) FROM momentum.award_reviews AS r WHERE r.user_id = pg_temp.u(2)), 0::bigint,
    'an award by hand depends on nothing'
);

SELECT * FROM finish();
ROLLBACK;
