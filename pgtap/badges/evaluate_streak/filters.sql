-- What is filtered out leaves a gap.
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
SELECT pg_temp.add(1, '{2026-11-20 08:00Z,2026-11-18 08:00Z}', 11, 'session');
SELECT pg_temp.add(1, '{2026-11-19 08:00Z}', 12, 'call');
SELECT pg_temp.add(1, '{2026-11-17 08:00Z}', NULL, 'lesson');
SELECT pg_temp.add(2, '{2026-11-19 08:00Z}', 11, 'session');
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-20 12:00Z', false, w.types, w.organisation), w.wanted, w.name
)
FROM (
    VALUES
    (
        'everything', NULL::text[], NULL::integer,
        '4 2026-11-20,2026-11-19,2026-11-18,2026-11-17'
    ),
    ('one type', '{session}', NULL, '1 2026-11-20'),
    ('two types', '{call,session}', NULL, '3 2026-11-20,2026-11-19,2026-11-18'),
    ('upper case is another type', '{Session}', NULL, '0'),
    ('one organisation', NULL, 11, '1 2026-11-20'),
    ('the other one', NULL, 12, '0'),
    ('type and organisation', '{session}', 11, '1 2026-11-20')
) AS w (name, types, organisation, wanted);
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-20 12:00Z', true, '{call}'), '1 2026-11-19',
    'grace, with a filter'
);
UPDATE momentum.organisations SET deleted_at = now();
SELECT is(
    pg_temp.streak(1, 'day', '2026-11-20 12:00Z', false, NULL, 11), '1 2026-11-20',
    'history of a deleted organisation'
);

SELECT * FROM finish();
ROLLBACK;
