-- Months of unequal length, leap years, and weeks at the turn of a year.
BEGIN;
SELECT plan(14);

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
SELECT pg_temp.add(1, '{2026-01-31 12:00Z,2026-02-28 12:00Z,2026-03-31 12:00Z}');
SELECT is(
    pg_temp.streak(1, 'month', '2026-03-31 23:00Z'), '3 2026-03-01,2026-02-01,2026-01-01',
    'January to March'
);
SELECT is(
    pg_temp.streak(1, 'month', '2026-04-01 00:00Z', true), '3 2026-03-01,2026-02-01,2026-01-01',
    'with grace in April'
);
SELECT pg_temp.add(2, '{2024-02-28 12:00Z,2024-02-29 12:00Z,2024-03-01 12:00Z}');
SELECT is(
    pg_temp.streak(2, 'day', '2024-03-01 12:00Z'), '3 2024-03-01,2024-02-29,2024-02-28',
    'a leap day is a day'
);
SELECT is(
    pg_temp.streak(2, 'month', '2024-03-01 12:00Z'), '2 2024-03-01,2024-02-01',
    'the leap day is of February'
);
UPDATE momentum.activities SET deleted_at = now() WHERE completed_at = '2024-02-29 12:00Z';
SELECT is(
    pg_temp.streak(2, 'day', '2024-03-01 12:00Z'), '1 2024-03-01',
    'and leaves a gap when it is empty'
);
-- 2026 has 53 ISO weeks, 2025 has 52
SELECT pg_temp.add(
    3, '{2025-12-27 12:00Z,2025-12-29 12:00Z,2026-01-05 12:00Z,2026-12-27 23:59:59.999999Z,
    2026-12-28Z,2027-01-03 23:59:59.999999Z,2027-01-04Z}'
);
SELECT is(
    pg_temp.streak(3, 'week', '2026-01-05 12:00Z'), '3 2026-01-05,2025-12-29,2025-12-22',
    'one week of 29 December to 4 January, in a year of 52'
);
SELECT is(
    pg_temp.streak(3, 'week', '2027-01-04Z'), '3 2027-01-04,2026-12-28,2026-12-21',
    'and in a year of 53'
);
SELECT is(
    (momentum.evaluate_streak(pg_temp.u(3), 'week', 1, p_now => '2027-01-04Z')).windows #> '{1}',
    '{"window_start": "2026-12-28", "window_end": "2027-01-04", "activity_count": 2}'::jsonb,
    'a window that lies in two years counts once'
);
SELECT pg_temp.add(4, '{0001-01-01Z,9999-12-31 23:59:59.999999Z}');
SELECT is(
    pg_temp.streak(4, w.unit, w.at), w.wanted, format('%s of %s', w.unit, w.at)
)
FROM (
    VALUES
    ('day', '0001-01-01Z'::timestamptz, '1 0001-01-01'),
    ('week', '0001-01-01Z', '1 0001-01-01'),
    ('month', '0001-01-31Z', '1 0001-01-01'),
    ('day', '9999-12-31 23:59:59.999999Z', '1 9999-12-31'),
    ('week', '9999-12-31 23:59:59.999999Z', '1 9999-12-27'),
    ('month', '9999-12-31 23:59:59.999999Z', '1 9999-12-01')
) AS w (unit, at, wanted);

SELECT * FROM finish();
ROLLBACK;
