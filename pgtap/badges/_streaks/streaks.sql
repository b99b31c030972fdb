-- All streaks there were, however long ago.
BEGIN;
SELECT plan(7);

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
SELECT pg_temp.add(
    1, '{2026-11-18Z,2026-11-18 12:00Z,2026-11-19 23:59:59.999999Z,2026-11-21Z,2024-02-28Z,
    2024-02-29Z,2024-03-01Z}'
);
SELECT pg_temp.add(2, '{2025-12-31Z,2026-01-01Z}', 12, 'call');
CREATE FUNCTION pg_temp.streaks(
    p_users integer[], p_unit text, p_types text[] DEFAULT NULL, p_organisation integer DEFAULT NULL
)
RETURNS text[] LANGUAGE sql AS $streaks$
    SELECT array_agg(
        concat_ws(
            ' ', right(s.user_id::text, 1), s.first_window::date, s.last_window::date, s.windows
        )
        ORDER BY s.user_id, s.first_window
    )
    FROM momentum._streaks(
        ARRAY(SELECT pg_temp.u(n) FROM unnest(p_users) AS n), p_unit, p_types,
        pg_temp.u(p_organisation), '2026-11-20 12:00Z'
    ) AS s
$streaks$;
SELECT is(
    pg_temp.streaks('{1,2,3}', 'day'),
    '{1 2024-02-28 2024-03-01 3,1 2026-11-18 2026-11-19 2,2 2025-12-31 2026-01-01 2}',
    'days, up to an instant, over the end of February and of a year'
);
SELECT is(
    pg_temp.streaks('{1,2}', 'week'),
    '{1 2024-02-26 2024-02-26 1,1 2026-11-16 2026-11-16 1,2 2025-12-29 2025-12-29 1}',
    'weeks'
);
SELECT is(
    pg_temp.streaks('{1,2}', 'month'),
    '{1 2024-02-01 2024-03-01 2,1 2026-11-01 2026-11-01 1,2 2025-12-01 2026-01-01 2}', 'months'
);
SELECT is(
    pg_temp.streaks('{1,2}', 'month', '{call}'), '{2 2025-12-01 2026-01-01 2}', 'of a type'
);
SELECT is(
    pg_temp.streaks('{1,2}', 'month', NULL, 12), '{2 2025-12-01 2026-01-01 2}', 'of an organisation'
);
SELECT is(
    (
        SELECT array_agg(DISTINCT s.user_id ORDER BY s.user_id)
        FROM momentum._streaks(NULL, 'day', NULL, NULL, '2026-11-20 12:00Z') AS s
    ),
    ARRAY[pg_temp.u(1), pg_temp.u(2)], 'null: everyone'
);
UPDATE momentum.activities SET deleted_at = now() WHERE user_id = pg_temp.u(2);
SELECT is(pg_temp.streaks('{2}', 'day'), NULL, 'deleted activities are none');

SELECT * FROM finish();
ROLLBACK;
