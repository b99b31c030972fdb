-- Per organisation, by its own configuration; one of them never decides about another's members.
BEGIN;
SELECT plan(13);

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
CREATE FUNCTION pg_temp.inactive(p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS text[] LANGUAGE sql AS $inactive$
    SELECT COALESCE(
        array_agg(ltrim(right(n.user_id::text, 4), '0') || ' in '
            || ltrim(right(n.organisation_id::text, 4), '0')),
        '{}'
    )
    FROM momentum.evaluate_inactivity(p_now) AS n
$inactive$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12'),
    (pg_temp.u(13), 'Organisation 13');

INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12)), (pg_temp.u(2), pg_temp.u(12)),
    (pg_temp.u(3), pg_temp.u(13));
SELECT pg_temp.add(1, 1, '2026-11-20Z', 11);
SELECT pg_temp.add(2, 1, '2026-11-01Z', 12, 'lesson');
SELECT pg_temp.add(2, 1, '2026-11-20Z', 11);
SELECT pg_temp.add(3, 1, '2026-11-20Z');
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, inactive_after)
VALUES (pg_temp.u(12), 'inactivity', '30 days');

SELECT is(
    pg_temp.inactive(), '{"1 in 12","3 in 13"}',
    'active in one, inactive in the other; what is done for another or for none does not count'
);
UPDATE momentum.scenario_configs SET inactive_after = NULL, activity_types = '{session}'
WHERE organisation_id = pg_temp.u(12);
SELECT is(
    pg_temp.inactive(), '{"2 in 12"}', 'left open: as in the default; sooner, that one fires, too'
);
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET inactive_after = '30 days'
WHERE organisation_id = pg_temp.u(12);
SELECT is(
    pg_temp.inactive(), '{"1 in 12","2 in 12","3 in 13"}',
    'other types do not count where some are named'
);
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET activity_types = '{session,lesson}'
WHERE organisation_id = pg_temp.u(12);
SELECT is(pg_temp.inactive(), '{"1 in 12","3 in 13"}', 'the named ones do');
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET enabled = false WHERE organisation_id = pg_temp.u(12);
SELECT is(pg_temp.inactive(), '{"3 in 13"}', 'disabled for one');
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET enabled = true, message = '{"title": "12"}'
WHERE organisation_id = pg_temp.u(12);
UPDATE momentum.scenario_configs SET enabled = false WHERE organisation_id IS NULL;
SELECT is(pg_temp.inactive(), '{"1 in 12"}', 'disabled by default: for who has no row of its own');
SELECT is(
    (SELECT n.payload -> 'message' FROM momentum.scenario_notifications AS n),
    '{"title": "12"}', 'with the message of the organisation'
);
UPDATE momentum.scenario_configs SET enabled = true WHERE organisation_id IS NULL;
DELETE FROM momentum.scenario_notifications;

-- named users, one organisation
SELECT results_eq(
    $$SELECT user_id, organisation_id
    FROM momentum.evaluate_inactivity(p_organisation_id => pg_temp.u(13))$$,
    'VALUES (pg_temp.u(3), pg_temp.u(13))', 'for one organisation alone'
);
SELECT is_empty(
    $$SELECT FROM momentum.evaluate_inactivity(
        p_user_ids => ARRAY[pg_temp.u(1)], p_organisation_id => pg_temp.u(11)
    )$$,
    'a member who is active there'
);
SELECT results_eq(
    $$SELECT user_id, organisation_id
    FROM momentum.evaluate_inactivity(p_user_ids => ARRAY[pg_temp.u(1), pg_temp.u(3)])$$,
    'VALUES (pg_temp.u(1), pg_temp.u(12))', 'for named users in all their organisations'
);
SELECT results_eq(
    'SELECT organisation_id, evaluated_users, triggered FROM momentum.scenario_runs ORDER BY id',
    $$VALUES
        (NULL::uuid, 3::bigint, 2::bigint), (NULL, 3, 1), (NULL, 3, 3), (NULL, 3, 2), (NULL, 2, 1),
        (NULL, 2, 1), (pg_temp.u(13), 1, 1), (pg_temp.u(11), 1, 0), (NULL, 2, 1)$$,
    'users looked at: members of organisations where it is enabled, each once'
);
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(12);
SELECT is(pg_temp.inactive(), '{"3 in 13"}', 'a deleted organisation reminds nobody');
UPDATE momentum.organisations SET deleted_at = NULL;
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.activities SET completed_at = '2026-11-01Z';
SELECT is(
    pg_temp.inactive(), '{"1 in 11","1 in 12","3 in 13"}',
    'who has been away for 20 days is, though another organisation waits for 30'
);

SELECT * FROM finish();
ROLLBACK;
