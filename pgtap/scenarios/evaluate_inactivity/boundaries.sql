-- Inactive: nothing in the organisation for inactive_after, 14 days, up to the instant.
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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 12) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.memberships (user_id, organisation_id, joined_at)
SELECT pg_temp.u(n), pg_temp.u(11), NULL FROM generate_series(1, 7) AS n;
INSERT INTO momentum.memberships (user_id, organisation_id, joined_at)
VALUES
    (pg_temp.u(8), pg_temp.u(11), '2026-11-07 12:00Z'),
    (pg_temp.u(9), pg_temp.u(11), '2026-11-07 12:00:00.000001Z'),
    (pg_temp.u(10), pg_temp.u(11), '2026-12-24Z');

SELECT pg_temp.add(a.number, 1, a.at, 11)
FROM (
    VALUES
    (1, '2026-11-07 12:00:00.000001Z'::timestamptz),
    (2, '2026-11-07 12:00Z'),
    (3, '2026-11-21 12:00Z'),
    (4, '2026-11-21 12:00:00.000001Z'),
    (5, '2026-01-01Z'),
    (6, '2026-11-20Z')
) AS a (number, at);
UPDATE momentum.activities SET deleted_at = '2026-11-20Z' WHERE user_id = pg_temp.u(6);
SELECT results_eq(
    'SELECT user_id FROM momentum.evaluate_inactivity()',
    $$VALUES
        -- exactly 14 days ago; later than now; long ago; deleted; never
        (pg_temp.u(2)), (pg_temp.u(4)), (pg_temp.u(5)), (pg_temp.u(6)), (pg_temp.u(7)),
        -- joined exactly 14 days ago
        (pg_temp.u(8))$$,
    'who did nothing for 14 days; not who did a microsecond later, is no member, or joined since'
);
SELECT results_eq(
    $$SELECT
        n.organisation_id, n.scenario_type, n.milestone_year, n.milestone_value, n.credential_id,
        n.cooldown_window_start, n.announced, n.payload -> 'message',
        (n.payload ->> 'last_activity_at')::timestamptz, n.idempotency_key
    FROM momentum.scenario_notifications AS n WHERE n.user_id = pg_temp.u(2)$$,
    $$VALUES (
        pg_temp.u(11), 'inactivity', NULL::integer, NULL::integer, NULL::uuid,
        '2026-11-19Z'::timestamptz, true, '{}'::jsonb, '2026-11-07 12:00Z'::timestamptz,
        'inactivity:00000000-0000-0000-0000-000000000002:'
        '00000000-0000-0000-0000-000000000011:'
        || extract(EPOCH FROM '2026-11-19Z'::timestamptz)::bigint
    )$$,
    'the row: organisation, window, figures and key'
);
SELECT results_eq(
    'SELECT evaluated_users, triggered, skipped FROM momentum.scenario_runs',
    'VALUES (10::bigint, 6::bigint, 0::bigint)', 'all members that are there were looked at'
);
SELECT is(pg_temp.inactive(), '{}', 'once');

-- what was true then
DELETE FROM momentum.scenario_notifications;
SELECT is(
    pg_temp.inactive('2026-11-21 11:59:59.999999Z'),
    '{"3 in 11","4 in 11","5 in 11","6 in 11","7 in 11"}',
    'a microsecond earlier users 2 and 8 were in time, and what user 3 does had not happened'
);

DELETE FROM momentum.scenario_notifications;
SET LOCAL timezone = 'America/New_York';
UPDATE momentum.activities SET deleted_at = now();
SELECT pg_temp.add(1, 1, '2026-10-25 12:00Z', 11);
SELECT pg_temp.add(2, 1, '2026-10-25 12:00:00.000001Z', 11);
UPDATE momentum.memberships SET joined_at = '2026-11-20Z'
WHERE user_id NOT IN (pg_temp.u(1), pg_temp.u(2));
SELECT is(
    pg_temp.inactive('2026-11-08 12:00Z'), '{"1 in 11"}',
    'a day has 24 hours, also where clocks are set back between'
);
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET inactive_after = '1 month'
WHERE organisation_id IS NULL AND scenario_type = 'inactivity';
SELECT is(
    pg_temp.inactive('2026-11-25 12:00Z'), '{"1 in 11"}', 'a month is one of the calendar, in UTC'
);

UPDATE auth.users SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(1);
DELETE FROM momentum.scenario_notifications;
SELECT is(pg_temp.inactive('2026-11-25 12:00Z'), '{}', 'a deleted user is not told');
UPDATE auth.users SET deleted_at = NULL;
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES (pg_temp.u(1), 'inactivity'), (pg_temp.u(2), 'milestone');
SELECT is(
    pg_temp.inactive('2026-11-25 12:00:00.000001Z'), '{"2 in 11"}',
    'nor who opted out; to have opted out of milestones changes nothing'
);

SELECT * FROM finish();
ROLLBACK;
