-- A snapshot that may be older than the rows counts nothing, and queues.
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT plan(3);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

SELECT is(
    momentum._recount_sessions(ARRAY[pg_temp.u(1), pg_temp.u(2)], '{2025,2026}'), false,
    'not counted'
);
SELECT is_empty('SELECT FROM momentum.annual_summary', 'no row is written');
SELECT results_eq(
    'SELECT user_id, year FROM momentum.summary_queue ORDER BY id',
    'VALUES (pg_temp.u(1), 2025), (pg_temp.u(2), 2026)', 'both are queued'
);

SELECT * FROM finish();
ROLLBACK;
