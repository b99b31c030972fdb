-- It needs READ COMMITTED.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT plan(1);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
SELECT throws_ok(
    $$SELECT momentum.evaluate_badges(pg_temp.u(1), pg_temp.u(11))$$,
    'PM011', NULL, 'a snapshot taken before the turn does not see what came since'
);

SELECT * FROM finish();
ROLLBACK;
