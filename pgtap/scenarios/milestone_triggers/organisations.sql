-- The thresholds of all the organisations of a user, else the default; one that is deleted is none.
BEGIN;
SELECT plan(16);

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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 5) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12'),
    (pg_temp.u(13), 'Organisation 13'),
    (pg_temp.u(14), 'Organisation 14');

INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12)), (pg_temp.u(2), pg_temp.u(13)),
    (pg_temp.u(3), pg_temp.u(12)), (pg_temp.u(5), pg_temp.u(14));
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds)
VALUES
    (pg_temp.u(11), 'milestone', '{10,30}'), (pg_temp.u(12), 'milestone', '{10,20,40}'),
    (pg_temp.u(14), 'milestone', '{1}');
SELECT pg_temp.add(n, 20, '2026-03-01Z', 11) FROM generate_series(1, 4) AS n;
SELECT pg_temp.add(n, 10, '2026-03-02Z', 13) FROM generate_series(1, 4) AS n;
SELECT pg_temp.add(n, 20, '2026-03-03Z') FROM generate_series(1, 4) AS n;
SELECT results_eq(
    $$SELECT t.organisation_id, t.milestone_value, t.session_count
    FROM unnest(momentum.milestone_triggers(pg_temp.u(1))) AS t$$,
    $$VALUES
        (pg_temp.u(11), 10, 50), (pg_temp.u(12), 20, 50), (pg_temp.u(11), 30, 50),
        (pg_temp.u(12), 40, 50)$$,
    'the union of both; sessions of all organisations and of none; the lowest has what both have'
);
SELECT results_eq(
    $$SELECT t.organisation_id, t.milestone_value, t.session_count
    FROM unnest(momentum.milestone_triggers(pg_temp.u(2))) AS t$$,
    'VALUES (pg_temp.u(13), 50, 50)',
    'an organisation that decided nothing has the thresholds of the default'
);
SELECT is(pg_temp.due(3), '{10,20,40}', 'one organisation alone');
SELECT is(pg_temp.due(4), '{50}', 'no organisation: the default, nobody else''s');
SELECT pg_temp.add(5, 1, '2026-03-01Z');
SELECT is(pg_temp.due(5), '{1}', 'the lowest of all, reached by one');

INSERT INTO momentum.scenario_notifications (
    user_id, organisation_id, scenario_type, milestone_year, milestone_value
)
VALUES (pg_temp.u(1), pg_temp.u(12), 'milestone', 2026, 10);
SELECT is(pg_temp.due(1), '{20,30,40}', 'recorded by one organisation: not due by the other');

UPDATE momentum.scenario_configs SET enabled = false WHERE organisation_id = pg_temp.u(12);
SELECT is(pg_temp.due(1), '{30}', 'one disabled: those of the other');
SELECT is(pg_temp.due(3), '{}', 'the only one disabled: none, not the default');
UPDATE momentum.scenario_configs SET enabled = true, thresholds = NULL
WHERE organisation_id = pg_temp.u(12);
SELECT is(pg_temp.due(3), '{50}', 'thresholds left open: those of the default');
UPDATE momentum.scenario_configs SET enabled = false
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is(pg_temp.due(4), '{}', 'the default disabled: none for who has no organisation');
SELECT is(pg_temp.due(2), '{}', 'nor where an organisation has no row of its own');
SELECT is(pg_temp.due(1), '{50}', 'nor where its row does not say; but where it says so');
UPDATE momentum.scenario_configs SET enabled = true WHERE organisation_id = pg_temp.u(11);
SELECT is(pg_temp.due(1), '{30,50}', 'both say so');
UPDATE momentum.scenario_configs SET enabled = true, thresholds = '{5}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';

UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(11);
SELECT is(pg_temp.due(1), '{5}', 'a deleted organisation decides nothing');
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z';
SELECT results_eq(
    $$SELECT t.organisation_id, t.milestone_value, t.session_count
    FROM unnest(momentum.milestone_triggers(pg_temp.u(2))) AS t$$,
    'VALUES (NULL::uuid, 5, 50)',
    'all of them deleted: the default; the sessions done for them still count'
);
DELETE FROM momentum.memberships;
SELECT is(pg_temp.due(3), '{5}', 'no longer a member: the default');

SELECT * FROM finish();
ROLLBACK;
