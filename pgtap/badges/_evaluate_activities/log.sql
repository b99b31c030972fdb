-- One row of the log per activity whose time has come.
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
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT pg_temp.define(22, 11, 2, NULL, '{call}');
SELECT pg_temp.define(23, 12, 1);
UPDATE momentum.badge_definitions SET active = false WHERE id = pg_temp.u(23);
SELECT pg_temp.add(1, '{2026-11-18 08:00Z,2026-11-19 08:00Z,2026-11-20 12:00:00.000001Z}');
SELECT pg_temp.add(1, '{2026-11-19 09:00Z}', 11, 'call');
SELECT pg_temp.add(1, '{2026-11-19 09:00Z}', 12);
SELECT pg_temp.add(1, '{2026-11-19 10:00Z}', NULL);
SELECT results_eq(
    $$SELECT
        a.completed_at, right(l.organisation_id::text, 2), l.badges_evaluated, l.badges_awarded,
        l.source, l.evaluated_at
    FROM momentum.badge_evaluation_log AS l
    JOIN momentum.activities AS a ON a.user_id = l.user_id AND a.id = l.activity_id
    ORDER BY 1, 2$$,
    $$VALUES
        ('2026-11-18 08:00Z'::timestamptz, '11', 1, 0, 'trigger', '2026-11-20 12:00Z'::timestamptz),
        ('2026-11-19 08:00Z', '11', 1, 1, 'trigger', '2026-11-20 12:00Z'),
        ('2026-11-19 09:00Z', '11', 2, 0, 'trigger', '2026-11-20 12:00Z'),
        ('2026-11-19 09:00Z', '12', 0, 0, 'trigger', '2026-11-20 12:00Z'),
        ('2026-11-19 10:00Z', NULL, 0, 0, 'trigger', '2026-11-20 12:00Z')$$,
    'the newest activity is credited; the future one is not logged'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-11-21 12:00Z';
CREATE TEMPORARY TABLE run AS
SELECT cardinality(momentum._evaluate_activities(
    ARRAY(
        SELECT
            (a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at, a.completed_at)
                ::momentum._arrived_activity
        FROM momentum.activities AS a
    ),
    '2026-11-21 12:00Z', 'reconciliation'
)) AS awards;
SELECT results_eq('SELECT awards FROM run', 'VALUES (0)', 'nothing to award');
SELECT results_eq(
    $$SELECT source, count(*), sum(badges_awarded) FROM momentum.badge_evaluation_log
    GROUP BY source ORDER BY source$$,
    $$VALUES ('reconciliation', 1::bigint, 0::bigint), ('trigger', 5::bigint, 1::bigint)$$,
    'a row keeps who evaluated it first, and its awards'
);
SELECT results_eq(
    $$SELECT cardinality(momentum._evaluate_activities('{}', '2026-11-20 12:00Z', 'trigger'))$$,
    'VALUES (0)', 'no activities'
);

SELECT * FROM finish();
ROLLBACK;
