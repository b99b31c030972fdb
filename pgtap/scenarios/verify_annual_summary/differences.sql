-- Lists each user and year whose row is wrong or not there, and no other.
BEGIN;
SELECT plan(3);

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
SELECT pg_temp.add(2, 2, '2026-03-01Z');
SELECT pg_temp.add(3, 2, '2026-03-01Z');
SELECT pg_temp.add(3, 1, '2025-12-31 23:59:59.999999Z');
INSERT INTO momentum.annual_summary (user_id, year, session_count) VALUES (pg_temp.u(1), 2020, 0);
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is_empty('SELECT * FROM momentum.verify_annual_summary()', 'none: a row of none is right');
UPDATE momentum.annual_summary SET session_count = 3 WHERE user_id = pg_temp.u(1) AND year = 2026;
UPDATE momentum.annual_summary SET last_activity_at = '2026-03-02Z' WHERE user_id = pg_temp.u(2);
DELETE FROM momentum.annual_summary WHERE user_id = pg_temp.u(3) AND year = 2025;
INSERT INTO momentum.annual_summary (user_id, year, session_count, last_activity_at)
VALUES (pg_temp.u(3), 2024, 1, '2024-01-01Z');
SELECT results_eq(
    'SELECT * FROM momentum.verify_annual_summary()',
    $$VALUES
        (pg_temp.u(1), 2026, 3, 2, '2026-03-01Z'::timestamptz, '2026-03-01Z'::timestamptz),
        (pg_temp.u(2), 2026, 2, 2, '2026-03-02Z', '2026-03-01Z'),
        (pg_temp.u(3), 2024, 1, 0, '2024-01-01Z', NULL),
        (pg_temp.u(3), 2025, NULL, 1, NULL, '2025-12-31 23:59:59.999999Z')$$,
    'a wrong count, a wrong instant, a year without activities, a year without a row'
);
UPDATE momentum.activities SET deleted_at = '2026-11-01Z';
SELECT results_eq(
    $$SELECT user_id, year, counted_sessions FROM momentum.verify_annual_summary()$$,
    'VALUES (pg_temp.u(1), 2026, 0), (pg_temp.u(3), 2024, 0)',
    'triggers add and take away: what was too much stays too much'
);

SELECT * FROM finish();
ROLLBACK;
