-- The turns of users, until the transaction ends.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
SELECT bag_eq(
    'SELECT unnest(momentum._hold_badge_turns(ARRAY[pg_temp.u(1), pg_temp.u(2)]))',
    'VALUES (pg_temp.u(1)), (pg_temp.u(2))', 'two users without a row'
);
SELECT bag_eq(
    'SELECT unnest(momentum._hold_badge_turns(ARRAY[pg_temp.u(3), pg_temp.u(2)]))',
    'VALUES (pg_temp.u(2)), (pg_temp.u(3))', 'again, and one more'
);
SELECT bag_eq(
    'SELECT user_id FROM momentum.badge_turns',
    'VALUES (pg_temp.u(1)), (pg_temp.u(2)), (pg_temp.u(3))', 'each has one row'
);
SELECT is(momentum._hold_badge_turns('{}'), '{}', 'nobody');
SELECT is(
    momentum._hold_badge_turns(ARRAY[pg_temp.u(9)]), '{}', 'a user who is gone has no turn'
);

SELECT * FROM finish();
ROLLBACK;
