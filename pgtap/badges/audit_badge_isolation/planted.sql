-- Awards that mix organisations, and no others.
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
SELECT pg_temp.define(21, 11, 1);
SELECT pg_temp.define(22, 12, 1);
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}', 11);
SELECT pg_temp.add(2, '{2026-11-20 08:00Z}', 12);
SELECT momentum.award_badge(pg_temp.u(3), pg_temp.u(21), 'by hand') AS award \gset
SELECT is_empty('SELECT * FROM momentum.audit_badge_isolation()', 'there are none');
UPDATE momentum.badge_awards SET organisation_id = pg_temp.u(12) WHERE user_id = pg_temp.u(1);
SELECT results_eq(
    'SELECT * FROM momentum.audit_badge_isolation()',
    'VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(12), pg_temp.u(11), pg_temp.u(11))',
    'of another organisation than its badge'
);
UPDATE momentum.badge_awards SET organisation_id = pg_temp.u(11) WHERE user_id = pg_temp.u(1);
UPDATE momentum.badge_awards
SET activity_id = (
    SELECT a.id FROM momentum.activities AS a WHERE a.user_id = pg_temp.u(2)
);
SELECT is_empty(
    'SELECT * FROM momentum.audit_badge_isolation()',
    'an activity of somebody else is none of theirs'
);
SELECT pg_temp.add(1, '{2026-11-20 09:00Z}', 12);
UPDATE momentum.badge_awards
SET activity_id = (
    SELECT a.id FROM momentum.activities AS a
    WHERE a.user_id = pg_temp.u(1) AND a.organisation_id = pg_temp.u(12)
)
WHERE user_id = pg_temp.u(1) AND badge_id = pg_temp.u(21);
SELECT results_eq(
    'SELECT * FROM momentum.audit_badge_isolation()',
    'VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), pg_temp.u(11), pg_temp.u(12))',
    'of another organisation than its activity'
);

SELECT * FROM finish();
ROLLBACK;
