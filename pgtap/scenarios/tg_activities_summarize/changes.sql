-- The rows of annual_summary follow the activities; a year is one of UTC.
BEGIN;
SELECT plan(17);

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

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT pg_temp.add(1, 1, '2025-12-31 23:59:59.999999Z');
SELECT is(pg_temp.summary(1), '{"2025: 1","2026: 2"}', 'inserted');
SELECT is(
    (
        SELECT s.last_activity_at FROM momentum.annual_summary AS s
        WHERE s.user_id = pg_temp.u(1) AND s.year = 2025
    ),
    '2025-12-31 23:59:59.999999Z'::timestamptz, 'with the latest'
);
SET LOCAL timezone = 'Pacific/Auckland';
SELECT pg_temp.add(1, 1, '2025-12-31 23:00Z');
SELECT pg_temp.add(1, 2, '2026-02-01Z');
SELECT is(pg_temp.summary(1), '{"2025: 2","2026: 4"}', 'added, in Auckland');
SELECT is(
    (
        SELECT s.last_activity_at FROM momentum.annual_summary AS s
        WHERE s.user_id = pg_temp.u(1) AND s.year = 2026
    ),
    '2026-03-01Z'::timestamptz, 'an earlier one does not change the latest'
);
UPDATE momentum.activities SET completed_at = '2025-12-31 22:00Z'
WHERE completed_at = '2026-03-01Z';
SELECT is(pg_temp.summary(1), '{"2025: 4","2026: 2"}', 'moved to another year');
SELECT is(
    (
        SELECT s.last_activity_at FROM momentum.annual_summary AS s
        WHERE s.user_id = pg_temp.u(1) AND s.year = 2026
    ),
    '2026-02-01Z'::timestamptz, 'the latest of those that are left'
);
UPDATE momentum.activities SET user_id = pg_temp.u(2) WHERE completed_at = '2026-02-01Z';
SELECT is(pg_temp.summary(1), '{"2025: 4","2026: 0"}', 'given away');
SELECT is(pg_temp.summary(2), '{"2026: 2"}', 'to another user');
UPDATE momentum.activities SET deleted_at = '2026-11-01Z' WHERE completed_at = '2025-12-31 22:00Z';
SELECT is(pg_temp.summary(1), '{"2025: 2","2026: 0"}', 'deleted softly');
UPDATE momentum.activities SET deleted_at = '2026-11-02Z', completed_at = '2024-06-01Z'
WHERE completed_at = '2025-12-31 22:00Z';
SELECT is(pg_temp.summary(1), '{"2025: 2","2026: 0"}', 'a deleted one that moves counts nowhere');
UPDATE momentum.activities SET deleted_at = NULL WHERE completed_at = '2024-06-01Z';
SELECT is(pg_temp.summary(1), '{"2024: 2","2025: 2","2026: 0"}', 'restored');
DELETE FROM momentum.activities WHERE user_id = pg_temp.u(1);
SELECT is(pg_temp.summary(1), '{"2024: 0","2025: 0","2026: 0"}', 'deleted');
SELECT pg_temp.add(1, 1, '2026-03-01Z');

-- computed_at tells whether a row was written
UPDATE momentum.annual_summary SET computed_at = '2026-01-01Z';
UPDATE momentum.activities SET activity_type = 'lesson', organisation_id = NULL;
INSERT INTO momentum.activities (user_id, activity_type, completed_at, deleted_at)
VALUES (pg_temp.u(1), 'session', '2026-05-01Z', '2026-05-01Z');
DELETE FROM momentum.activities WHERE deleted_at IS NOT NULL;
SELECT is_empty(
    $$SELECT FROM momentum.annual_summary WHERE computed_at <> '2026-01-01Z'$$,
    'what changes no count writes no row'
);
DELETE FROM auth.users WHERE id = pg_temp.u(1);
SELECT is(pg_temp.summary(1), '{}', 'gone with the user');
TRUNCATE momentum.activities;
SELECT is_empty('SELECT FROM momentum.annual_summary', 'emptied with the activities');
SELECT is_empty('SELECT FROM momentum.summary_queue', 'nothing had to be queued');
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'and nothing differs');

SELECT * FROM finish();
ROLLBACK;
