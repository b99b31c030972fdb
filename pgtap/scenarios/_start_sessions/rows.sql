-- Makes the rows of years that have begun just now, queues other years without a row, and returns
-- the rest.
BEGIN;
SELECT plan(12);

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
    p_user integer, p_sessions integer, p_is_removal boolean DEFAULT false
)
RETURNS momentum._session_change LANGUAGE sql AS $change$
    SELECT (pg_temp.u(p_user), 2026, p_sessions, '2026-03-01Z', p_is_removal)
        ::momentum._session_change
$change$;
CREATE FUNCTION pg_temp.queued() RETURNS text LANGUAGE sql AS $queued$
    WITH gone AS (DELETE FROM momentum.summary_queue RETURNING user_id, year)
    SELECT string_agg(
        format('%s in %s', right(g.user_id::text, 1), g.year), ', ' ORDER BY g.user_id
    )
    FROM gone AS g
$queued$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 5) AS n;

SELECT pg_temp.add(n, 3, '2026-03-01Z') FROM generate_series(1, 5) AS n;
SELECT pg_temp.add(1, 1, '2025-12-31 23:59:59.999999Z');
SELECT pg_temp.add(1, 1, '2027-01-01Z');
DELETE FROM momentum.annual_summary WHERE user_id <> pg_temp.u(5);
SELECT is(momentum._start_sessions('{}', true), '{}', 'no change: an empty array');
SELECT is(
    momentum._start_sessions(
        ARRAY[
            pg_temp.change(1, 3), pg_temp.change(2, 2), pg_temp.change(3, -1, true),
            pg_temp.change(4, 3, true), pg_temp.change(5, 1)
        ],
        true
    ),
    ARRAY[pg_temp.change(5, 1)], 'whose row is there is left to be tried again'
);
SELECT is(pg_temp.summary(1), '{"2026: 3"}', 'all that there are came just now: a row');
SELECT is(
    (SELECT s.last_activity_at FROM momentum.annual_summary AS s WHERE s.user_id = pg_temp.u(1)),
    '2026-03-01Z'::timestamptz, 'with the latest'
);
SELECT is(
    pg_temp.summary(2) || pg_temp.summary(3) || pg_temp.summary(4), '{}', 'no row for the others'
);
SELECT is(pg_temp.summary(5), '{"2026: 3"}', 'a row that is there is left alone');
SELECT is(
    pg_temp.queued(), '2 in 2026, 3 in 2026, 4 in 2026',
    'queued: there were others before, or some went'
);

DELETE FROM momentum.annual_summary WHERE user_id = pg_temp.u(1);
SELECT is(
    momentum._start_sessions(ARRAY[pg_temp.change(1, 3), pg_temp.change(5, 1)], false),
    ARRAY[pg_temp.change(5, 1)], 'while other triggers of the command are to come'
);
SELECT is(pg_temp.summary(1), '{}', 'no row is made');
SELECT is(pg_temp.queued(), '1 in 2026', 'but the year queued');

UPDATE momentum.activities SET deleted_at = '2026-04-01Z' WHERE user_id = pg_temp.u(2);
SELECT pg_temp.queued();
SELECT pg_temp.add(2, 1, '2026-03-01Z');
SELECT is(pg_temp.summary(2), '{"2026: 1"}', 'deleted ones do not count');
SELECT is(pg_temp.queued(), NULL, 'and nothing is to be counted');

SELECT * FROM finish();
ROLLBACK;
