-- Created on or before the UTC day, and not deleted.
BEGIN;
SELECT plan(15);

INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-03-10 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', '2026-03-10 23:59:59.999999+00', NULL),
    ('00000000-0000-0000-0000-000000000004', '2026-03-11 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000005', '2020-01-01 00:00:00+00', '2026-03-09 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000006', '2020-01-01 00:00:00+00', '2026-03-11 00:00:00+00');

CREATE FUNCTION pg_temp.active(p_day date, p_time_zone text)
RETURNS text
LANGUAGE plpgsql
AS $active$
BEGIN
    PERFORM set_config('TimeZone', p_time_zone, true);
    RETURN (
        SELECT string_agg(right(a.user_id::text, 1), ' ' ORDER BY a.user_id)
        FROM momentum.active_users(p_day) AS a
    );
END
$active$;

SELECT is(
    pg_temp.active(d.day::date, z.name), d.users, format('%s: %s (%s)', d.day, d.users, z.name)
)
FROM (
    VALUES
    ('2019-12-31', NULL),
    ('2020-01-01', '1'),
    ('2026-03-09', '1'),
    ('2026-03-10', '1 2 3'),
    ('2026-03-11', '1 2 3 4'),
    ('2030-01-01', '1 2 3 4')
) AS d (day, users)
CROSS JOIN (VALUES ('Pacific/Auckland'), ('America/Los_Angeles')) AS z (name);

SELECT throws_ok(
    format('SELECT * FROM momentum.active_users(%L)', d.day), 'PM004', NULL,
    format('%s is no day', COALESCE(d.day, 'null'))
)
FROM (VALUES (NULL), ('infinity'), ('-infinity')) AS d (day);

SELECT * FROM finish();
ROLLBACK;
