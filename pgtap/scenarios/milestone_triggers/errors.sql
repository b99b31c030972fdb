-- Who is unknown, and instants that are none.
BEGIN;
SELECT plan(7);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

UPDATE auth.users SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(2);
SELECT throws_ok(
    format('SELECT momentum.milestone_triggers(%L)', w.user_id), 'PM001', w.message
)
FROM (
    VALUES
    (NULL, 'unknown user: null'),
    (pg_temp.u(2), 'unknown user: ' || pg_temp.u(2)),
    (pg_temp.u(9), 'unknown user: ' || pg_temp.u(9))
) AS w (user_id, message);
SELECT throws_ok(
    format('SELECT momentum.milestone_triggers(%L, %L)', pg_temp.u(1), i.at), 'PM004',
    'the instant lies outside the years 1 to 9999', i.at
)
FROM (VALUES ('infinity'), ('-infinity'), ('10000-01-01Z')) AS i (at);
SELECT is(
    momentum.milestone_triggers(pg_temp.u(1), NULL), '{}', 'no instant: that of the clock'
);

SELECT * FROM finish();
ROLLBACK;
