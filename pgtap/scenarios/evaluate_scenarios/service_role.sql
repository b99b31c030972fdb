-- The service role evaluates; users may not, and read their own rows alone.
BEGIN;
SELECT plan(11);

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
CREATE FUNCTION pg_temp.expiring(p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS text[] LANGUAGE sql AS $expiring$
    SELECT COALESCE(array_agg(n.payload ->> 'credential_type'), '{}')
    FROM momentum.evaluate_expiry(p_now) AS n
$expiring$;
CREATE FUNCTION pg_temp.hold(
    p_user integer, p_what text, p_until date, p_organisation integer DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $hold$
    INSERT INTO momentum.credentials (user_id, id, organisation_id, credential_type, expires_on)
    SELECT
        pg_temp.u(p_user), pg_temp.u((100 + (SELECT count(*) FROM momentum.credentials))::integer),
        pg_temp.u(p_organisation), p_what, p_until
$hold$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12'),
    (pg_temp.u(13), 'Organisation 13');

SELECT pg_temp.add(n, 50, '2026-03-01Z', 11) FROM generate_series(1, 3) AS n;
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(2), pg_temp.u(12)), (pg_temp.u(3), pg_temp.u(13));
SELECT pg_temp.hold(n, 'first aid', '2026-12-01', 11) FROM generate_series(1, 3) AS n;
UPDATE momentum.activities SET activity_type = 'lesson';
INSERT INTO momentum.summary_queue (user_id, year) VALUES (pg_temp.u(2), 2026);

SET LOCAL ROLE service_role;
SELECT results_eq(
    'SELECT * FROM momentum.evaluate_scenarios()',
    $$VALUES
        ('milestone', 3::bigint, 3::bigint, 0::bigint), ('inactivity', 3, 3, 0),
        ('expiry', 3, 3, 0)$$,
    'the service role evaluates everything'
);
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'and verifies');
SELECT is(momentum.rebuild_annual_summary(), 1::bigint, 'and rebuilds what is queued');
SELECT is(momentum.milestone_triggers('00000000-0000-0000-0000-000000000001'), '{}', 'and asks');

SET LOCAL ROLE authenticated;
SET LOCAL request.jwt.claims = '{"sub": "00000000-0000-0000-0000-000000000002"}';
SELECT results_eq(
    $$SELECT o.name, (SELECT count(*) FROM momentum.memberships)
    FROM momentum.organisations AS o$$,
    $$VALUES ('Organisation 12', 1::bigint)$$,
    'a member reads the own membership and the organisation, and no other'
);
SELECT results_eq(
    $$SELECT DISTINCT t.user_id FROM (
        SELECT user_id FROM momentum.activities
        UNION ALL SELECT user_id FROM momentum.annual_summary
        UNION ALL SELECT user_id FROM momentum.credentials
        UNION ALL SELECT user_id FROM momentum.scenario_notifications
    ) AS t$$,
    $$VALUES ('00000000-0000-0000-0000-000000000002'::uuid)$$,
    'and the own activities, summary, credentials and notifications alone'
);
SELECT throws_ok(
    format('SELECT momentum.%s', f.call), '42501', NULL, f.call
)
FROM (
    VALUES
    ('evaluate_milestones()'), ('evaluate_scenarios()'),
    ($$milestone_triggers('00000000-0000-0000-0000-000000000002')$$)
) AS f (call);
SELECT throws_ok(
    'SELECT FROM momentum.scenario_configs', '42501', NULL, 'configurations are not for users'
);
SELECT lives_ok(
    $$INSERT INTO momentum.notification_preferences (user_id, scenario_type)
    VALUES ('00000000-0000-0000-0000-000000000002', 'milestone')$$,
    'a user opts out'
);

SELECT * FROM finish();
ROLLBACK;
