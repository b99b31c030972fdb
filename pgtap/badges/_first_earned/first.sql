-- When a badge was first earned, however long ago.
BEGIN;
SELECT plan(8);

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
CREATE FUNCTION pg_temp.define(
    p_badge integer, p_organisation integer, p_required integer, p_unit text DEFAULT NULL,
    p_types text[] DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $define$
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit, activity_types
    )
    VALUES (
        pg_temp.u(p_badge), pg_temp.u(p_organisation), 'Badge ' || p_badge,
        CASE WHEN p_unit IS NULL THEN 'count' ELSE 'streak' END, p_required, p_unit, p_types
    )
$define$;
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges';
SELECT pg_temp.define(21, 11, 2, 'day', '{session}');
SELECT pg_temp.define(22, 11, 3);
SELECT pg_temp.add(
    1, '{2025-03-01 07:00Z,2025-03-02 09:00Z,2025-03-02 08:00Z,2025-03-03Z,2026-11-19Z,2026-11-20Z}'
);
SELECT pg_temp.add(2, '{2026-11-19Z,2026-11-20 12:00:00.000001Z}');
SELECT pg_temp.add(2, '{2026-11-20 08:00Z}', 11, 'call');
SELECT pg_temp.add(3, '{2026-11-19Z,2026-11-20 08:00Z,2026-11-20 09:00Z}', 12);
SET LOCAL timezone = 'UTC';
SELECT is(
    (
        SELECT array_agg(
            concat_ws(
                ' ', right(e.user_id::text, 1), e.evidence #>> '{windows,0,window_start}',
                e.earned_at, e.announced
            )
            ORDER BY e.user_id
        )
        FROM unnest(momentum._first_earned(
            ARRAY(SELECT pg_temp.u(n) FROM unnest(w.users) AS n),
            momentum._badge(pg_temp.u(w.badge)), w.at
        )) AS e
    ),
    w.wanted, w.name
)
FROM (
    VALUES
    (
        'the first streak; its first activity of the day', 21, '{1,2,3}'::integer[],
        '2026-11-20 12:00Z'::timestamptz,
        ARRAY['1 2025-03-02 2025-03-02 08:00:00+00 f']
    ),
    (
        'the third activity in the order of time', 22, '{1,2,3}', '2026-11-20 12:00Z',
        ARRAY['1 2025-03-02 09:00:00+00 f']
    ),
    (
        'later, a day more', 21, '{1,2}', '2026-11-20 13:00Z',
        ARRAY[
            '1 2025-03-02 2025-03-02 08:00:00+00 f',
            '2 2026-11-20 2026-11-20 12:00:00.000001+00 f'
        ]
    ),
    ('another user', 22, '{2}', '2026-11-20 12:00Z', NULL),
    ('before it was', 21, '{1}', '2025-03-02 07:59Z', NULL)
) AS w (name, badge, users, at, wanted);
SELECT is(
    cardinality(momentum._first_earned(NULL, momentum._badge(pg_temp.u(22)), '2026-11-20 13:00Z')),
    2, 'null: everyone'
);
UPDATE momentum.activities SET deleted_at = now();
SELECT is(
    cardinality(momentum._first_earned(NULL, momentum._badge(pg_temp.u(b)), '2026-11-20 13:00Z')),
    0, 'deleted activities earn nothing'
)
FROM (VALUES (21), (22)) AS w (b);

SELECT * FROM finish();
ROLLBACK;
