-- What met the criteria.
BEGIN;
SELECT plan(2);

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
SELECT pg_temp.define(21, 11, 2, 'week', '{session}');
SELECT pg_temp.define(22, 11, 3);
SELECT pg_temp.add(
    1, '{2026-10-26Z,2026-11-02Z,2026-11-09Z,2026-11-15 23:59:59.999999Z,2026-11-16Z}'
);
SELECT pg_temp.add(1, '{2026-11-10Z}', 12);
SELECT pg_temp.add(1, '{2026-11-10Z}', 11, 'call');
SELECT is(
    momentum._badge_evidence(
        pg_temp.u(1), momentum._badge(pg_temp.u(21)), '2026-11-09', '2026-11-20 12:00Z'
    ),
    '{"criteria_type": "streak", "window_unit": "week", "required": 2,
    "activity_types": ["session"], "windows": [
        {"window_start": "2026-11-09", "window_end": "2026-11-16", "activity_count": 2},
        {"window_start": "2026-11-02", "window_end": "2026-11-09", "activity_count": 1}
    ]}',
    'the windows that completed the streak, of its types and organisation'
);
SELECT is(
    momentum._badge_evidence(
        pg_temp.u(1), momentum._badge(pg_temp.u(22)), NULL, '2026-11-20 12:00Z'
    ),
    '{"criteria_type": "count", "window_unit": null, "required": 3, "activity_types": null,
    "activity_count": 3}',
    'a count'
);

SELECT * FROM finish();
ROLLBACK;
