-- Changes rows, makes rows, and queues the rest; at once where nobody holds anything.
BEGIN;
SELECT plan(4);

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
CREATE FUNCTION pg_temp.summary(p_user integer) RETURNS text[] LANGUAGE sql AS $summary$
    SELECT COALESCE(array_agg(s.year || ': ' || s.session_count ORDER BY s.year), '{}')
    FROM momentum.annual_summary AS s WHERE s.user_id = pg_temp.u(p_user)
$summary$;
CREATE FUNCTION pg_temp.change(p_user integer, p_sessions integer)
RETURNS momentum._session_change LANGUAGE sql AS $change$
    SELECT (pg_temp.u(p_user), 2026, p_sessions, '2026-03-01Z', p_sessions < 0)
        ::momentum._session_change
$change$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(n, 2, '2026-03-01Z') FROM generate_series(1, 3) AS n;
DELETE FROM momentum.annual_summary WHERE user_id <> pg_temp.u(1);
SELECT momentum._apply_sessions(
    ARRAY[pg_temp.change(1, 5), pg_temp.change(2, 2), pg_temp.change(3, -1)], true
);
SELECT is(pg_temp.summary(1), '{"2026: 7"}', 'changed');
SELECT is(pg_temp.summary(2), '{"2026: 2"}', 'made');
SELECT is(pg_temp.summary(3), '{}', 'unknown');
SELECT results_eq(
    'SELECT user_id, year FROM momentum.summary_queue', 'VALUES (pg_temp.u(3), 2026)', 'and queued'
);

SELECT * FROM finish();
ROLLBACK;
