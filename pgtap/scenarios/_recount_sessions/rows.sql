-- Counts into annual_summary, and returns what was counted.
BEGIN;
SELECT plan(10);

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
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

CREATE FUNCTION pg_temp.recounted(p_user_ids uuid[], p_years integer[])
RETURNS text[] LANGUAGE sql AS $recounted$
    SELECT COALESCE(
        array_agg(
            format('%s in %s', right(r.user_id::text, 1), r.year) ORDER BY r.user_id, r.year
        ),
        '{}'
    )
    FROM momentum._recount_sessions(p_user_ids, p_years) AS r
$recounted$;

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT pg_temp.add(1, 1, '2026-01-01Z');
SELECT pg_temp.add(1, 1, '2026-12-31 23:59:59.999999Z');
SELECT pg_temp.add(1, 1, '2027-01-01Z');
SELECT pg_temp.add(1, 1, '9999-12-31 23:59:59.999999Z');
SELECT pg_temp.add(1, 1, '0001-01-01 00:00:00Z');
DELETE FROM momentum.annual_summary;
SET LOCAL timezone = 'America/Los_Angeles';
SELECT is(
    pg_temp.recounted(ARRAY[pg_temp.u(2), pg_temp.u(1), pg_temp.u(9)], '{2026,2026,2026}'),
    '{"1 in 2026","2 in 2026"}', 'counted; not one who is no user'
);
SELECT is(pg_temp.summary(1), '{"2026: 4"}', 'from the first to the last instant of the UTC year');
SELECT is(pg_temp.summary(2), '{"2026: 0"}', 'a year without activities is known, then');
SELECT is(
    pg_temp.recounted(ARRAY[pg_temp.u(1), pg_temp.u(1)], '{1,9999}'),
    '{"1 in 1","1 in 9999"}', 'counted'
);
SELECT is(pg_temp.summary(1), '{"1: 1","2026: 4","9999: 1"}', 'the first and the last year');
UPDATE momentum.annual_summary SET session_count = 7, computed_at = '2026-01-01Z'
WHERE year IN (1, 9999);
UPDATE momentum.annual_summary SET computed_at = '2026-01-01Z' WHERE year = 2026;
SELECT is(
    pg_temp.recounted(ARRAY[pg_temp.u(1), pg_temp.u(1), pg_temp.u(1)], '{1,2026,9999}'),
    '{"1 in 1","1 in 2026","1 in 9999"}', 'again'
);
SELECT is(pg_temp.summary(1), '{"1: 1","2026: 4","9999: 1"}', 'what was wrong is mended');
SELECT results_eq(
    $$SELECT user_id, year FROM momentum.annual_summary
    WHERE computed_at = '2026-01-01Z' ORDER BY user_id$$,
    'VALUES (pg_temp.u(1), 2026), (pg_temp.u(2), 2026)', 'what was right is not written'
);
SELECT is(pg_temp.recounted(NULL, NULL), '{}', 'nobody');
SELECT is(pg_temp.recounted('{}', '{}'), '{}', 'no one');

SELECT * FROM finish();
ROLLBACK;
