-- An organisation that there is, or none.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(12);
SELECT lives_ok('SELECT momentum._check_organisation(NULL)', 'none is fine');
SELECT lives_ok('SELECT momentum._check_organisation(pg_temp.u(11))', 'one that there is');
SELECT throws_ok(
    format('SELECT momentum._check_organisation(%L)', o.id), 'PM007',
    'unknown organisation: ' || o.id, o.description
)
FROM (VALUES (pg_temp.u(12), 'a deleted one'), (pg_temp.u(13), 'an unknown one'))
    AS o (id, description);
CREATE FUNCTION pg_temp.hint() RETURNS text LANGUAGE plpgsql AS $hint$
DECLARE
    v_hint text;
BEGIN
    PERFORM momentum._check_organisation(pg_temp.u(13));
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_hint = PG_EXCEPTION_HINT;
        RETURN v_hint;
END
$hint$;
SELECT isnt(pg_temp.hint(), '', 'with a hint');

SELECT * FROM finish();
ROLLBACK;
