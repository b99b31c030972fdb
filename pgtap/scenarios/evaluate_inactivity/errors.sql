-- Who is unknown, and instants that are none. What is late is recorded, not announced.
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');
INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));

SELECT throws_ok(
    $$SELECT momentum.evaluate_inactivity(p_user_ids => ARRAY[NULL]::uuid[])$$, 'PM001',
    'unknown user: null', 'an unknown user'
);
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(12);
SELECT throws_ok(
    $$SELECT momentum.evaluate_inactivity(p_organisation_id => pg_temp.u(12))$$, 'PM007',
    'unknown organisation: ' || pg_temp.u(12), 'a deleted organisation'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_inactivity('-infinity')$$, 'PM004',
    'the instant lies outside the years 1 to 9999', 'never'
);
SELECT results_eq(
    $$SELECT announced FROM momentum.evaluate_inactivity('2026-11-14 12:00Z')$$, 'VALUES (true)',
    'seven days ago: announced'
);
DELETE FROM momentum.scenario_notifications;
SELECT results_eq(
    $$SELECT announced FROM momentum.evaluate_inactivity('2026-11-14 11:59:59.999999Z')$$,
    'VALUES (false)', 'earlier: recorded only'
);
SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_inactivity('2026-11-14 12:00Z')$$,
    'and what is recorded is not told again'
);

SELECT * FROM finish();
ROLLBACK;
