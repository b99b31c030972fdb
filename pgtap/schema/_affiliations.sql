-- Users and their organisations; the default for those without any.
BEGIN;
SELECT plan(2);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12)), (pg_temp.u(2), pg_temp.u(12));
SELECT results_eq(
    'SELECT user_id, organisation_id FROM momentum._affiliations ORDER BY 1, 2',
    $$VALUES
        (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12)), (pg_temp.u(2), pg_temp.u(12)),
        (pg_temp.u(3), NULL)$$,
    'two, one and none'
);
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(12);
SELECT results_eq(
    'SELECT user_id, organisation_id FROM momentum._affiliations ORDER BY 1, 2',
    'VALUES (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(2), NULL), (pg_temp.u(3), NULL)',
    'one that is deleted is none'
);

SELECT * FROM finish();
ROLLBACK;
