-- A window has its first instant and not its last; days are UTC; nothing comes after now.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_at timestamptz[], p_organisation integer DEFAULT 11,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, t.at FROM unnest(p_at) AS t (at)
$add$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
CREATE FUNCTION pg_temp.streak(
    p_user integer, p_unit text, p_now timestamptz, p_grace boolean DEFAULT false,
    p_types text[] DEFAULT NULL, p_organisation integer DEFAULT NULL
)
RETURNS text LANGUAGE sql AS $streak$
    SELECT concat_ws(
        ' ', s.current_value,
        (
            SELECT string_agg(w ->> 'window_start', ',' ORDER BY n)
            FROM jsonb_array_elements(s.windows) WITH ORDINALITY AS e (w, n)
        )
    )
    FROM momentum.evaluate_streak(
        pg_temp.u(p_user), p_unit, 3, p_types, pg_temp.u(p_organisation), p_grace, p_now
    ) AS s
$streak$;
SET LOCAL timezone = 'America/Los_Angeles';
SELECT pg_temp.add(1, '{2026-11-19 00:00:00Z,2026-11-20 00:00:00Z}');
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-20 00:00:00Z'), '2 2026-11-20,2026-11-19', 'first instants'
);
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-19 23:59:59.999999Z'), '1 2026-11-19',
    'what comes after now does not exist'
);
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-21 00:00:00Z', true), '2 2026-11-20,2026-11-19', 'a new day'
);
SELECT pg_temp.add(2, '{2026-11-15 23:59:59.999999Z,2026-11-16 00:00:00Z}');
SELECT is(
    pg_temp.streak(2, 'week', '2026-11-22 23:59:59.999999Z'), '2 2026-11-16,2026-11-09',
    'Sunday and Monday are of two weeks'
);
SELECT is(pg_temp.streak(2, 'week', '2026-11-23 00:00:00Z'), '0', 'Monday begins another week');
SELECT pg_temp.add(3, '{2026-11-18 23:00-08,2026-11-20 23:00+14}');
SELECT is(
    pg_temp.streak(3, 'day', '2026-11-20 12:00Z'), '2 2026-11-20,2026-11-19',
    'the local days 18 and 20 are the UTC days 19 and 20'
);
SELECT is(
    pg_temp.streak(3, 'day', '2026-11-20 06:59:59Z'), '0',
    'at 22:59 in Los Angeles it is the next day'
);
SELECT is(
    pg_temp.streak(3, 'day', '2026-11-19 07:00Z'), '1 2026-11-19',
    '23:00 in Los Angeles is 07:00 of the next day'
);
SELECT pg_temp.add(4, '{2026-11-20 12:00:00Z,2026-11-20 12:00:00.000001Z}');
SELECT is(
    (momentum.evaluate_streak(pg_temp.u(4), 'day', 1)).windows #>> '{0,activity_count}', '1',
    'the clock is the end, included'
);

SELECT * FROM finish();
ROLLBACK;
