-- Windows in a row, back from the current one.
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
SELECT pg_temp.add(
    1, '{2026-11-20 08:00Z,2026-11-19 08:00Z,2026-11-18 08:00Z,2026-11-18 09:00Z,
    2026-11-18 23:00Z,2026-11-16 08:00Z}'
);
SELECT is(
    momentum.evaluate_streak(pg_temp.u(1), 'day', 3)::text,
    ROW(
        true, 3, 3,
        '[{"window_start": "2026-11-20", "window_end": "2026-11-21", "activity_count": 1},
        {"window_start": "2026-11-19", "window_end": "2026-11-20", "activity_count": 1},
        {"window_start": "2026-11-18", "window_end": "2026-11-19", "activity_count": 3}]'::jsonb
    )::text,
    'three days, newest first; many activities of one count once; a gap ends it'
);
SELECT is(
    (s.met, s.current_value, s.required_value)::text, ROW(false, 3, 4)::text, 'four are required'
)
FROM momentum.evaluate_streak(pg_temp.u(1), 'day', 4) AS s;
SELECT ok(s.met, 'more than required') FROM momentum.evaluate_streak(pg_temp.u(1), 'day', 2) AS s;
SELECT is(
    momentum.evaluate_streak(pg_temp.u(2), w.unit, 5, NULL, NULL, w.grace)::text,
    ROW(false, 0, 5, '[]'::jsonb)::text, format('no history: %s, grace %s', w.unit, w.grace)
)
FROM (VALUES ('day', false), ('week', true), ('month', false)) AS w (unit, grace);
SELECT is(
    pg_temp.streak(1, 'day', w.at, w.grace), w.wanted, format('%s, grace %s', w.at, w.grace)
)
FROM (
    VALUES
    ('2026-11-21 12:00Z'::timestamptz, false, '0'),
    ('2026-11-21 12:00Z', true, '3 2026-11-20,2026-11-19,2026-11-18'),
    ('2026-11-20 12:00Z', true, '3 2026-11-20,2026-11-19,2026-11-18'),
    ('2026-11-22 12:00Z', true, '0'),
    ('2026-11-17 12:00Z', true, '1 2026-11-16'),
    ('2026-11-17 12:00Z', false, '0')
) AS w (at, grace, wanted);
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-21Z', NULL), '0', 'grace null is none'
);
UPDATE momentum.activities SET deleted_at = '2026-11-20 00:00:00+00'
WHERE completed_at = '2026-11-19 08:00Z';
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-20 12:00Z'), '1 2026-11-20', 'a deleted one leaves a gap'
);

SELECT * FROM finish();
ROLLBACK;
