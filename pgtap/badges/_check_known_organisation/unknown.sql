-- An organisation has to be known.
BEGIN;
SELECT plan(4);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES (pg_temp.u(11), 'One', NULL), (pg_temp.u(12), 'Another', '2026-01-01 00:00:00+00');
SELECT throws_ok(
    $$SELECT momentum._check_known_organisation(pg_temp.u(13))$$,
    'PM007', 'unknown organisation: ' || pg_temp.u(13), 'there never was one'
);
SELECT lives_ok($$SELECT momentum._check_known_organisation(pg_temp.u(11))$$, 'there is one');
SELECT lives_ok(
    $$SELECT momentum._check_known_organisation(NULL)$$, 'none is named'
);
SELECT lives_ok(
    $$SELECT momentum._check_known_organisation(pg_temp.u(12))$$, 'a deleted one was known'
);

SELECT * FROM finish();
ROLLBACK;
