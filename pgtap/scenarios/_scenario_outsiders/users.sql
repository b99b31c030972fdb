-- Whom a scenario does not concern.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;

UPDATE auth.users SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(2);
INSERT INTO momentum.notification_preferences (user_id, scenario_type, opted_out)
VALUES
    (pg_temp.u(1), 'expiry', true), (pg_temp.u(3), 'expiry', false),
    (pg_temp.u(4), 'milestone', true);
CREATE FUNCTION pg_temp.outsiders(p_scenario_type text, p_user_ids uuid[] DEFAULT NULL)
RETURNS uuid[] LANGUAGE sql AS $outsiders$
    SELECT array_agg(o.id ORDER BY o.id)
    FROM unnest(momentum._scenario_outsiders(p_scenario_type, p_user_ids)) AS o (id)
$outsiders$;
SELECT is(
    pg_temp.outsiders('expiry'), ARRAY[pg_temp.u(1), pg_temp.u(2)],
    'the deleted and those who opted out of it'
);
SELECT is(pg_temp.outsiders('milestone'), ARRAY[pg_temp.u(2), pg_temp.u(4)], 'of another one');
SELECT is(
    pg_temp.outsiders('expiry', ARRAY[pg_temp.u(2), pg_temp.u(3)]), ARRAY[pg_temp.u(2)],
    'of those named'
);
SELECT is(
    momentum._scenario_outsiders('milestone', ARRAY[pg_temp.u(1)]), '{}',
    'nobody: an empty array, not null'
);
SELECT is(momentum._scenario_outsiders('milestone', '{}'), '{}', 'of nobody');

SELECT * FROM finish();
ROLLBACK;
