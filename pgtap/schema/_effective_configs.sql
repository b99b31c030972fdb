-- What holds for each organisation: field by field what it decided, over the default.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12'),
    (pg_temp.u(13), 'Organisation 13');

INSERT INTO momentum.scenario_configs (
    organisation_id, scenario_type, enabled, thresholds, activity_types, message
)
VALUES
    (pg_temp.u(11), 'milestone', false, '{1}', '{session}', '{"title": "11"}'),
    (pg_temp.u(12), 'milestone', true, NULL, NULL, NULL),
    (pg_temp.u(13), 'milestone', true, '{3}', NULL, NULL);
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(13);
SELECT results_eq(
    $$SELECT organisation_id, enabled, thresholds, activity_types, message
    FROM momentum._effective_configs WHERE scenario_type = 'milestone' ORDER BY 1$$,
    $$VALUES
        (pg_temp.u(11), false, '{1}'::integer[], '{session}'::text[], '{"title": "11"}'::jsonb),
        (pg_temp.u(12), true, '{50,100,200}', NULL, '{}'),
        (NULL, true, '{50,100,200}', NULL, '{}')$$,
    'those that are not deleted, and the default'
);
SELECT results_eq(
    $$SELECT scenario_type, count(*) FROM momentum._effective_configs GROUP BY 1 ORDER BY 1$$,
    $$VALUES ('expiry', 3::bigint), ('inactivity', 3), ('milestone', 3)$$,
    'a row for each of them and each scenario, decided or not'
);
SELECT results_eq(
    $$SELECT DISTINCT inactive_after, cooldown FROM momentum._effective_configs
    WHERE scenario_type = 'inactivity'$$,
    $$VALUES ('14 days'::interval, '7 days'::interval)$$, 'of inactivity nobody decided'
);
UPDATE momentum.scenario_configs SET enabled = false
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT results_eq(
    $$SELECT organisation_id, enabled FROM momentum._effective_configs
    WHERE scenario_type = 'milestone' ORDER BY 1$$,
    'VALUES (pg_temp.u(11), false), (pg_temp.u(12), true), (NULL, false)',
    'whose row says so is enabled'
);
UPDATE momentum.scenario_configs SET enabled = NULL WHERE organisation_id = pg_temp.u(12);
SELECT is(
    (
        SELECT f.enabled FROM momentum._effective_configs AS f
        WHERE f.scenario_type = 'milestone' AND f.organisation_id = pg_temp.u(12)
    ),
    false, 'whose row leaves it open is as the default'
);

SELECT * FROM finish();
ROLLBACK;
