-- Counts anew what is wrong, missing or queued, and says how many that were.
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
CREATE FUNCTION pg_temp.summary(p_user integer) RETURNS text[] LANGUAGE sql AS $summary$
    SELECT COALESCE(array_agg(s.year || ': ' || s.session_count ORDER BY s.year), '{}')
    FROM momentum.annual_summary AS s WHERE s.user_id = pg_temp.u(p_user)
$summary$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(n, n, '2026-03-01Z') FROM generate_series(1, 3) AS n;
SELECT pg_temp.add(n, n, '2025-03-01Z') FROM generate_series(1, 3) AS n;
SELECT is(momentum.rebuild_annual_summary(), 0::bigint, 'nothing to do');
UPDATE momentum.annual_summary SET session_count = 50 WHERE user_id = pg_temp.u(1);
DELETE FROM momentum.annual_summary WHERE user_id = pg_temp.u(2) AND year = 2026;
INSERT INTO momentum.summary_queue (user_id, year)
VALUES (pg_temp.u(1), 2026), (pg_temp.u(3), 2026), (pg_temp.u(9), 2026);
SELECT is(momentum.rebuild_annual_summary(), 4::bigint, 'two queued, one wrong, one missing');
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'nothing differs');
SELECT is_empty('SELECT FROM momentum.summary_queue', 'nothing waits');
DELETE FROM momentum.annual_summary;
SELECT is(momentum.rebuild_annual_summary(), 6::bigint, 'from nothing');
SELECT is(pg_temp.summary(3), '{"2025: 3","2026: 3"}', 'all of it');
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'and nothing differs');

SELECT * FROM finish();
ROLLBACK;
