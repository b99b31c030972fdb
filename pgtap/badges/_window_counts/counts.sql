-- Activities in each window of a streak, newest first, up to an instant.
BEGIN;
SELECT plan(6);

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
    1, '{2026-11-17 23:59:59.999999Z,2026-11-18Z,2026-11-18 23:59:59.999999Z,2026-11-19 12:00Z,
    2026-11-19 12:00:00.000001Z,2026-11-20Z}'
);
SELECT pg_temp.add(1, '{2026-11-18 09:00Z}', 12, 'call');
SELECT pg_temp.add(2, '{2026-11-18 09:00Z}');
SELECT is(
    momentum._window_counts(
        pg_temp.u(1), 'day', w.types, pg_temp.u(w.organisation), w.first, w.last, w.at
    ),
    w.wanted, w.name
)
FROM (
    VALUES
    (
        'all of two days', NULL::text[], NULL::integer, '2026-11-18'::timestamp,
        '2026-11-19'::timestamp, '2026-11-20 12:00Z'::timestamptz, '{2,3}'::integer[]
    ),
    (
        'up to an instant, included', NULL, NULL, '2026-11-18', '2026-11-19', '2026-11-19 12:00Z',
        '{1,3}'
    ),
    ('of a type', '{call}', NULL, '2026-11-18', '2026-11-18', '2026-11-20 12:00Z', '{1}'),
    ('of an organisation', NULL, 11, '2026-11-18', '2026-11-19', '2026-11-20 12:00Z', '{2,2}'),
    ('no window', NULL, NULL, NULL, NULL, '2026-11-20 12:00Z', '{}')
) AS w (name, types, organisation, first, last, at, wanted);
UPDATE momentum.activities SET deleted_at = '2026-11-20 00:00:00+00' WHERE activity_type = 'call';
SELECT is(
    momentum._window_counts(
        pg_temp.u(1), 'day', NULL, NULL, '2026-11-18', '2026-11-18', '2026-11-20 12:00Z'
    ),
    '{2}', 'a deleted one does not count'
);

SELECT * FROM finish();
ROLLBACK;
