-- Everyone who is not deleted, as one by one.
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_at timestamptz[], p_organisation integer DEFAULT 11,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, t.at FROM unnest(p_at) AS t (at)
$add$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
SELECT pg_temp.add(1, '{2026-11-20 08:00Z,2026-11-19 08:00Z,2026-11-18 08:00Z,2026-11-16 08:00Z}');
SELECT pg_temp.add(2, '{2026-11-19 08:00Z,2026-11-18 08:00Z}', 12, 'call');
SELECT pg_temp.add(4, '{2026-11-20 08:00Z,2026-11-19 08:00Z}');
UPDATE auth.users SET deleted_at = now() WHERE id = pg_temp.u(4);
SELECT results_eq(
    format(
        'SELECT right(user_id::text, 1), met, current_value '
        'FROM momentum.evaluate_streaks(''day'', 2, %L, %L, %L, %L) ORDER BY user_id',
        w.types, pg_temp.u(w.organisation), w.grace, w.at
    ),
    w.wanted, w.name
)
FROM (
    VALUES
    (
        'up to now', NULL, NULL, false, NULL::timestamptz,
        $$VALUES ('1', true, 3), ('2', false, 0), ('3', false, 0)$$
    ),
    (
        'with grace', NULL, NULL, true, NULL,
        $$VALUES ('1', true, 3), ('2', true, 2), ('3', false, 0)$$
    ),
    (
        'of a type', '{call}', NULL, true, NULL,
        $$VALUES ('1', false, 0), ('2', true, 2), ('3', false, 0)$$
    ),
    (
        'of an organisation', NULL, 11, true, NULL,
        $$VALUES ('1', true, 3), ('2', false, 0), ('3', false, 0)$$
    ),
    (
        'grace passes over one window', NULL, NULL, true, '2026-11-21 12:00Z',
        $$VALUES ('1', true, 3), ('2', false, 0), ('3', false, 0)$$
    ),
    (
        'at another instant', NULL, NULL, NULL, '2026-11-19 07:59Z',
        $$VALUES ('1', false, 0), ('2', false, 0), ('3', false, 0)$$
    )
) AS w (name, types, organisation, grace, at, wanted);

SELECT * FROM finish();
ROLLBACK;
