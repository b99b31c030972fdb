-- Any number of users and years, five hundred at a time.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1001) AS n;

INSERT INTO momentum.activities (user_id, activity_type, completed_at)
SELECT pg_temp.u(n), 'session', '2026-03-01Z' FROM generate_series(1, 1001) AS n;
SELECT is(momentum._recount_pages(NULL, NULL), 0::bigint, 'nobody');
SELECT is(momentum._recount_pages('{}', '{}'), 0::bigint, 'no one');
SELECT is(
    (
        SELECT momentum._recount_pages(array_agg(u.id), array_agg(2026)) FROM auth.users AS u
    ),
    1001::bigint, 'everyone is counted, the last page included'
);
SELECT is(
    (
        SELECT momentum._recount_pages(array_agg(u.id), array_agg(2025))
        FROM (SELECT id FROM auth.users ORDER BY id LIMIT 500) AS u
    ),
    500::bigint, 'a page that is just full'
);
SELECT results_eq(
    'SELECT year, count(*), sum(session_count) FROM momentum.annual_summary GROUP BY 1 ORDER BY 1',
    'VALUES (2025, 500::bigint, 0::bigint), (2026, 1001, 1001)', 'into the rows'
);

SELECT * FROM finish();
ROLLBACK;
