-- Whom a scenario may concern.
BEGIN;
SELECT plan(2);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

UPDATE auth.users SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(2);
INSERT INTO momentum.notification_preferences (user_id, scenario_type, opted_out)
VALUES (pg_temp.u(1), 'expiry', true), (pg_temp.u(3), 'expiry', false);
SELECT results_eq(
    'SELECT user_id, scenario_type FROM momentum._scenario_users ORDER BY 1, 2',
    $$VALUES
        (pg_temp.u(1), 'inactivity'), (pg_temp.u(1), 'milestone'), (pg_temp.u(3), 'expiry'),
        (pg_temp.u(3), 'inactivity'), (pg_temp.u(3), 'milestone')$$,
    'neither the deleted nor those who opted out'
);
DELETE FROM momentum.notification_preferences;
SELECT is(
    (SELECT count(*) FROM momentum._scenario_users), 6::bigint, 'without a preference: all of them'
);

SELECT * FROM finish();
ROLLBACK;
