-- All scenarios or those named, a row for each; every run is written down.
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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

SELECT pg_temp.add(1, 100, '2026-03-01Z');
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12));
SELECT pg_temp.hold(2, 'first aid', '2026-12-01');
SELECT results_eq(
    $$SELECT * FROM momentum.evaluate_scenarios(p_scenario_types => '{expiry}')$$,
    $$VALUES ('expiry', 1::bigint, 1::bigint, 0::bigint)$$, 'one alone'
);
SELECT results_eq(
    'SELECT * FROM momentum.evaluate_scenarios()',
    $$VALUES
        ('milestone', 2::bigint, 2::bigint, 0::bigint), ('inactivity', 1, 2, 0),
        ('expiry', 1, 0, 0)$$,
    'all of them: what was recorded before is not recorded again'
);
SELECT results_eq(
    $$SELECT * FROM momentum.evaluate_scenarios(
        '2026-11-26Z', '{expiry,inactivity,expiry}'
    )$$,
    $$VALUES ('inactivity', 1::bigint, 2::bigint, 0::bigint), ('expiry', 1, 1, 0)$$,
    'two of them in the next window, each once'
);
SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_scenarios(p_scenario_types => '{}')$$, 'none named: none'
);
SELECT results_eq(
    $$SELECT scenario_type, evaluated_at, organisation_id, evaluated_users, triggered, skipped
    FROM momentum.scenario_runs ORDER BY id$$,
    $$VALUES
        ('expiry', '2026-11-21 12:00Z'::timestamptz, NULL::uuid, 1::bigint, 1::bigint, 0::bigint),
        ('milestone', '2026-11-21 12:00Z', NULL, 2, 2, 0),
        ('inactivity', '2026-11-21 12:00Z', NULL, 1, 2, 0),
        ('expiry', '2026-11-21 12:00Z', NULL, 1, 0, 0),
        ('inactivity', '2026-11-26Z', NULL, 1, 2, 0), ('expiry', '2026-11-26Z', NULL, 1, 1, 0)$$,
    'the runs'
);
SELECT throws_ok(
    format('SELECT momentum.evaluate_scenarios(p_scenario_types => %L)', t.types), 'PM006',
    'unknown scenario type in ' || t.types, t.types
)
FROM (VALUES ('{milestone,birthday}'), ('{NULL}'), ('{Milestone}')) AS t (types);
SELECT throws_ok(
    $$SELECT momentum.evaluate_scenarios('infinity')$$, 'PM004',
    'the instant lies outside the years 1 to 9999', 'never'
);

SELECT * FROM finish();
ROLLBACK;
