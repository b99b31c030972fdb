-- Changes the rows that are there, and returns the other changes.
BEGIN;
SELECT plan(9);

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
CREATE FUNCTION pg_temp.change(
    p_user integer, p_year integer, p_sessions integer, p_last_at timestamptz,
    p_is_removal boolean DEFAULT false
)
RETURNS momentum._session_change LANGUAGE sql AS $change$
    SELECT (pg_temp.u(p_user), p_year, p_sessions, p_last_at, p_is_removal)
        ::momentum._session_change
$change$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;

SELECT pg_temp.add(n, 3, '2026-03-01Z') FROM generate_series(1, 2) AS n;
SELECT is(momentum._change_sessions('{}'), '{}', 'no change: an empty array');
SELECT is(
    momentum._change_sessions(
        ARRAY[
            pg_temp.change(1, 2026, 10, '2026-02-01Z'), pg_temp.change(1, 2025, 1, '2025-02-01Z'),
            pg_temp.change(3, 2026, 1, '2026-02-01Z'), pg_temp.change(2, 2026, 1, '2026-04-01Z')
        ]
    ),
    ARRAY[pg_temp.change(1, 2025, 1, '2025-02-01Z'), pg_temp.change(3, 2026, 1, '2026-02-01Z')],
    'those without a row'
);
SELECT is(pg_temp.summary(1), '{"2026: 13"}', 'added, whatever the activities are');
SELECT is(pg_temp.summary(2), '{"2026: 4"}', 'to each its own');
SELECT results_eq(
    'SELECT last_activity_at FROM momentum.annual_summary ORDER BY user_id',
    $$VALUES ('2026-03-01Z'::timestamptz), ('2026-04-01Z')$$, 'the later one is the latest'
);
SELECT momentum._change_sessions(
    ARRAY[pg_temp.change(1, 2026, -9, NULL, true), pg_temp.change(2, 2026, 0, '2026-05-01Z', true)]
);
SELECT results_eq(
    'SELECT session_count, last_activity_at FROM momentum.annual_summary ORDER BY user_id',
    $$VALUES (4, '2026-03-01Z'::timestamptz), (4, '2026-03-01Z')$$,
    'where any went, the latest is that of those that are there'
);
SELECT is_empty('SELECT FROM momentum.summary_queue', 'nothing is queued');

-- a row that says less than was there
SELECT momentum._change_sessions(ARRAY[pg_temp.change(1, 2026, -5, NULL, true)]);
SELECT is(pg_temp.summary(1), '{"2026: 0"}', 'never below zero');
SELECT results_eq(
    'SELECT user_id, year FROM momentum.summary_queue', 'VALUES (pg_temp.u(1), 2026)',
    'and it was wrong: the year is queued'
);

SELECT * FROM finish();
ROLLBACK;
