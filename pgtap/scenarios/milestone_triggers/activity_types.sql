-- An organisation that names types of activities counts these alone, in all organisations.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_sessions integer, p_at timestamptz, p_organisation integer DEFAULT NULL,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, p_at
    FROM generate_series(1, p_sessions)
$add$;
CREATE FUNCTION pg_temp.due(p_user integer, p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS integer[] LANGUAGE sql AS $due$
    SELECT COALESCE(array_agg(t.milestone_value), '{}')
    FROM unnest(momentum.milestone_triggers(pg_temp.u(p_user), p_now)) AS t
$due$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(2), pg_temp.u(11)), (pg_temp.u(2), pg_temp.u(12));
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds, activity_types)
VALUES
    (pg_temp.u(11), 'milestone', '{2,3}', '{lesson,call}'),
    (pg_temp.u(12), 'milestone', '{3,5}', NULL);
SELECT pg_temp.add(n, 2, '2026-03-01Z', 12, 'lesson') FROM generate_series(1, 3) AS n;
SELECT pg_temp.add(n, 3, '2026-03-01Z', 11, 'session') FROM generate_series(1, 3) AS n;
SELECT pg_temp.add(n, 1, '2025-03-01Z', 11, 'call') FROM generate_series(1, 3) AS n;
SELECT pg_temp.add(n, 1, '2026-12-24Z', 11, 'call') FROM generate_series(1, 3) AS n;
SELECT is(pg_temp.due(1), '{2}', 'two of the types by now');
SELECT is(pg_temp.due(1, '2026-12-24Z'), '{2,3}', 'three at Christmas');
SELECT is(pg_temp.due(1, '2026-02-28Z'), '{}', 'none in February');
SELECT results_eq(
    $$SELECT t.organisation_id, t.milestone_value, t.session_count
    FROM unnest(momentum.milestone_triggers(pg_temp.u(2))) AS t$$,
    'VALUES (pg_temp.u(11), 2, 2), (pg_temp.u(12), 3, 5), (pg_temp.u(12), 5, 5)',
    'each organisation with its own count: what one has not reached, another one has'
);
SELECT is(pg_temp.due(3), '{}', 'the default counts all types, and its 50 is not reached');
UPDATE momentum.activities SET deleted_at = '2026-03-01Z' WHERE activity_type = 'lesson';
SELECT is(pg_temp.due(1), '{}', 'deleted ones do not count');
UPDATE momentum.activities SET deleted_at = NULL, activity_type = 'Lesson'
WHERE activity_type = 'lesson';
SELECT is(pg_temp.due(1), '{}', 'a type is written in one way');
UPDATE momentum.scenario_configs
SET thresholds = '{1,2}', activity_types = '{session}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is(pg_temp.due(3), '{1,2}', 'the default may name types, too');
SELECT results_eq(
    $$SELECT t.organisation_id, t.milestone_value, t.session_count
    FROM unnest(momentum.milestone_triggers(pg_temp.u(2))) AS t$$,
    'VALUES (pg_temp.u(12), 3, 3)',
    'an organisation that leaves them open has those of the default'
);

SELECT * FROM finish();
ROLLBACK;
