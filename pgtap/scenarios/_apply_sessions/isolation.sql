-- A snapshot that may be older than the rows changes none: the years are queued.
BEGIN ISOLATION LEVEL REPEATABLE READ;
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
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;
UPDATE momentum.scenario_configs SET thresholds = '{1}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT is(pg_temp.summary(1), '{}', 'no row is made');
INSERT INTO momentum.annual_summary (user_id, year, session_count) VALUES (pg_temp.u(1), 2026, 7);
SELECT pg_temp.add(1, 1, '2026-03-01Z');
SELECT is(pg_temp.summary(1), '{"2026: 7"}', 'nor is one changed');
SELECT results_eq(
    'SELECT user_id, year FROM momentum.summary_queue',
    'VALUES (pg_temp.u(1), 2026), (pg_temp.u(1), 2026)', 'the year is queued'
);
SELECT is(
    (SELECT max(t.session_count) FROM unnest(momentum.milestone_triggers(pg_temp.u(1))) AS t), 3,
    'and its sessions are counted when asked for'
);

SELECT * FROM finish();
ROLLBACK;
