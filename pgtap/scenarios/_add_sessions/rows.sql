-- Adds to rows that are there; a year that is not there is counted.
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
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT pg_temp.add(2, 3, '2026-03-01Z');
DELETE FROM momentum.annual_summary WHERE user_id = pg_temp.u(2);
SELECT momentum._add_sessions(
    ARRAY[pg_temp.u(1), pg_temp.u(2)], '{2026,2026}', '{10,10}',
    '{2026-02-01 00:00:00+00,2026-04-01 00:00:00+00}'
);
SELECT is(pg_temp.summary(1), '{"2026: 12"}', 'added, whatever the activities are');
SELECT is(pg_temp.summary(2), '{"2026: 3"}', 'counted, as it was unknown');
SELECT results_eq(
    'SELECT last_activity_at FROM momentum.annual_summary',
    $$VALUES ('2026-03-01Z'::timestamptz), ('2026-03-01Z')$$, 'with the latest'
);
SELECT momentum._add_sessions(
    ARRAY[pg_temp.u(1)], '{2026}', '{1}', '{2026-08-01 00:00:00+00}'
);
SELECT results_eq(
    'SELECT last_activity_at FROM momentum.annual_summary ORDER BY user_id',
    $$VALUES ('2026-08-01Z'::timestamptz), ('2026-03-01Z')$$, 'a later one is the latest'
);

SELECT * FROM finish();
ROLLBACK;
