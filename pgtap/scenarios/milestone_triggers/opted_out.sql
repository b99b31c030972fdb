-- Who opted out is told nothing, and what is then crossed fires when they opt in again.
BEGIN;
SELECT plan(6);

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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

SELECT pg_temp.add(1, 120, '2026-03-01Z');
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES (pg_temp.u(1), 'inactivity'), (pg_temp.u(2), 'milestone');
SELECT is(pg_temp.due(1), '{50,100}', 'to have opted out of another scenario changes nothing');
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES (pg_temp.u(1), 'milestone');
SELECT is(momentum.milestone_triggers(pg_temp.u(1)), '{}', 'opted out: an empty array, not null');
SELECT is_empty('SELECT * FROM momentum.evaluate_milestones()', 'nothing fires');
SELECT is_empty('SELECT FROM momentum.scenario_notifications', 'and nothing is recorded');
SELECT pg_temp.add(1, 80, '2026-04-01Z');
UPDATE momentum.notification_preferences SET opted_out = false WHERE user_id = pg_temp.u(1);
SELECT is(pg_temp.due(1), '{50,100,200}', 'opted in later: all that is crossed by then');
SELECT results_eq(
    'SELECT milestone_value, session_count FROM momentum.evaluate_milestones()',
    'VALUES (50, 200), (100, 200), (200, 200)',
    'and it fires'
);

SELECT * FROM finish();
ROLLBACK;
