-- Counts what waits, once each, and forgets those that are gone.
BEGIN;
SELECT plan(8);

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
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(n, n, '2026-03-01Z') FROM generate_series(1, 3) AS n;
SELECT is(momentum.drain_summary_queue(), 0::bigint, 'an empty queue');
UPDATE momentum.annual_summary SET session_count = 99;
INSERT INTO momentum.summary_queue (user_id, year)
VALUES
    (pg_temp.u(1), 2026), (pg_temp.u(1), 2026), (pg_temp.u(1), 2025), (pg_temp.u(2), 2026),
    (pg_temp.u(9), 2026);
SELECT is(
    (
        SELECT array_agg(cardinality(momentum.milestone_triggers(pg_temp.u(n))) ORDER BY n)
        FROM generate_series(1, 3) AS n
    ),
    '{0,0,1}', 'a queued year is counted when asked for; what nobody queued is believed'
);
SELECT is(momentum.drain_summary_queue(), 3::bigint, 'each user and year once');
SELECT is(pg_temp.summary(1), '{"2025: 0","2026: 1"}', 'counted');
SELECT is(pg_temp.summary(2), '{"2026: 2"}', 'counted, too');
SELECT is(pg_temp.summary(3), '{"2026: 99"}', 'and nothing else');
SELECT is_empty('SELECT FROM momentum.summary_queue', 'the queue is empty');
SELECT is(momentum.drain_summary_queue(), 0::bigint, 'and a second call has nothing to do');

SELECT * FROM finish();
ROLLBACK;
