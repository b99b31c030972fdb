-- Counts the statements whose AFTER triggers are still to come, and comes back to none.
BEGIN;
SELECT plan(7);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_sessions integer, p_at timestamptz, p_organisation integer DEFAULT NULL,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, p_at
    FROM generate_series(1, p_sessions)
$add$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;

CREATE TABLE pg_temp.seen (statements integer);
CREATE FUNCTION pg_temp.see() RETURNS trigger LANGUAGE plpgsql AS $see$
BEGIN
    INSERT INTO pg_temp.seen VALUES (momentum._open_statements());
    RETURN NULL;
END
$see$;
-- a row's triggers come before the statement's
CREATE TRIGGER see AFTER INSERT OR UPDATE OR DELETE ON momentum.activities
FOR EACH ROW EXECUTE FUNCTION pg_temp.see();
CREATE FUNCTION pg_temp.seen() RETURNS integer[] LANGUAGE sql AS $seen$
    WITH gone AS (DELETE FROM pg_temp.seen RETURNING statements)
    SELECT array_agg(g.statements ORDER BY g.statements DESC) FROM gone AS g
$seen$;

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT is(pg_temp.seen(), '{1,1}', 'one statement');
SELECT is(momentum._open_statements(), 0, 'none after it');
INSERT INTO momentum.activities (user_id, id, activity_type, completed_at)
SELECT a.user_id, a.id, 'other', '2026-04-01Z' FROM momentum.activities AS a
ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at;
SELECT is(pg_temp.seen(), '{2,2}', 'an upsert is two, an insert and an update');
WITH gone AS (DELETE FROM momentum.activities RETURNING *)
INSERT INTO momentum.activities (user_id, activity_type, completed_at)
SELECT g.user_id, 'moved', g.completed_at FROM gone AS g;
SELECT is((pg_temp.seen())[1], 2, 'two in one command');
SELECT is(momentum._open_statements(), 0, 'none after it');

SAVEPOINT before;
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''made to fail''; END';
CREATE TRIGGER fail AFTER DELETE ON momentum.activities
FOR EACH ROW EXECUTE FUNCTION pg_temp.fail();
SELECT throws_ok(
    'DELETE FROM momentum.activities', 'P0001', 'made to fail', 'a statement that fails'
);
SELECT is(momentum._open_statements(), 0, 'is not counted any longer');

SELECT * FROM finish();
ROLLBACK;
