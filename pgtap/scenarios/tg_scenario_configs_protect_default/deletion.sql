-- The defaults stay; what an organisation has decided may go.
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');

INSERT INTO momentum.scenario_configs (organisation_id, scenario_type)
VALUES (pg_temp.u(11), 'milestone'), (pg_temp.u(11), 'expiry');
SELECT throws_ok(
    format(
        'DELETE FROM momentum.scenario_configs WHERE organisation_id IS NULL '
        'AND scenario_type = %L',
        s.name
    ),
    'PM006', format('the default for %s cannot be deleted', s.name), s.name
)
FROM (VALUES ('milestone'), ('inactivity'), ('expiry')) AS s (name);
SELECT throws_ok(
    'DELETE FROM momentum.scenario_configs', 'PM006', NULL, 'nor with all the others'
);
SELECT lives_ok(
    $$DELETE FROM momentum.scenario_configs
    WHERE organisation_id IS NOT NULL AND scenario_type = 'expiry'$$,
    'a configuration of an organisation goes'
);
DELETE FROM momentum.organisations;
SELECT is(
    (SELECT count(*) FROM momentum.scenario_configs), 3::bigint, 'and so it does with it'
);

SELECT * FROM finish();
ROLLBACK;
