-- How many activities lie between two instants, both included.
BEGIN;
SELECT plan(6);

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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT pg_temp.add(1, 1, '2026-06-01Z');
SELECT pg_temp.add(2, 1, '2026-06-01 00:00:00.000001Z');
SELECT pg_temp.add(2, 1, '2026-02-28 23:59:59.999999Z');
SELECT pg_temp.add(3, 1, '2026-04-01Z');
SELECT pg_temp.add(3, 5, '2026-04-02Z', NULL, 'gone');
UPDATE momentum.activities SET deleted_at = '2026-04-03Z' WHERE activity_type = 'gone';
CREATE FUNCTION pg_temp.counted(p_user_ids uuid[], p_at_least integer)
RETURNS text LANGUAGE sql AS $counted$
    SELECT string_agg(
        format('%s: %s', right(c.user_id::text, 1), c.sessions), ', ' ORDER BY c.user_id
    )
    FROM momentum._count_sessions(p_user_ids, '2026-03-01Z', '2026-06-01Z', p_at_least) AS c
$counted$;
SELECT is(pg_temp.counted(NULL, 1), '1: 3, 3: 1', 'everyone with one; deleted ones do not count');
SELECT is(pg_temp.counted(NULL, 2), '1: 3', 'everyone with two');
SELECT is(pg_temp.counted(NULL, 3), '1: 3', 'with three');
SELECT is(pg_temp.counted(NULL, 4), NULL, 'with four');
SELECT is(pg_temp.counted(ARRAY[pg_temp.u(2), pg_temp.u(3)], 1), '3: 1', 'of those named');
SELECT is(pg_temp.counted('{}', 1), NULL, 'of nobody');

SELECT * FROM finish();
ROLLBACK;
