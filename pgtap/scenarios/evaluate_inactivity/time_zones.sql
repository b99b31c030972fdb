-- Days have 24 hours and instants are what they are, whatever the time zone of the session.
BEGIN;
SELECT plan(8);

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
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2025-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-05 12:00:00+00');
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.memberships (user_id, organisation_id)
SELECT pg_temp.u(n), pg_temp.u(11) FROM generate_series(1, 4) AS n;
INSERT INTO momentum.scenario_configs (
    organisation_id, scenario_type, inactive_after, expires_within, cooldown
)
VALUES
    (pg_temp.u(11), 'inactivity', '1 month 7 days', NULL, '7 days'),
    (pg_temp.u(11), 'expiry', NULL, '1 month', '7 days');
-- clocks went back on 25 October in Berlin, and on 1 November in New York
SELECT pg_temp.add(1, 1, '2026-09-28 12:00Z', 11);
SELECT pg_temp.add(2, 1, '2026-09-28 12:00:00.000001Z', 11);
SELECT pg_temp.add(3, 1, '2026-09-28 11:00Z', 11);
INSERT INTO momentum.credentials (user_id, id, organisation_id, credential_type, expires_on)
VALUES
    (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), 'first aid', '2026-12-05'),
    (pg_temp.u(2), pg_temp.u(22), pg_temp.u(11), 'first aid', '2026-12-06'),
    (pg_temp.u(3), pg_temp.u(23), pg_temp.u(11), 'first aid', '2026-11-05'),
    (pg_temp.u(4), pg_temp.u(24), pg_temp.u(11), 'first aid', '2026-11-04');

CREATE FUNCTION pg_temp.told(p_zone text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql AS $told$
BEGIN
    DELETE FROM momentum.scenario_notifications;
    PERFORM set_config('TimeZone', p_zone, true);
    PERFORM momentum.evaluate_inactivity(p_now);
    PERFORM momentum.evaluate_expiry(p_now);
    RETURN (
        SELECT string_agg(
            concat_ws(
                ' ', n.scenario_type, right(n.user_id::text, 1),
                extract(EPOCH FROM n.cooldown_window_start), n.announced, n.idempotency_key,
                n.payload
            ),
            E'\n' ORDER BY n.scenario_type, n.user_id
        )
        FROM momentum.scenario_notifications AS n
    );
END
$told$;
CREATE TEMPORARY TABLE told AS
SELECT i.instant, z.zone, pg_temp.told(z.zone, i.instant) AS rows_told
FROM (VALUES ('2026-11-05 12:00Z'::timestamptz), ('2026-10-29 12:00Z'),
    ('2026-10-29 11:59:59.999999Z')) AS i (instant)
CROSS JOIN (
    VALUES ('UTC'), ('Europe/Berlin'), ('America/New_York'), ('Pacific/Auckland'),
    ('Pacific/Kiritimati')
) AS z (zone);
SET LOCAL timezone = 'UTC';
SELECT is(
    (SELECT count(DISTINCT t.rows_told) FROM told AS t WHERE t.instant = i.instant), 1::bigint,
    'the same in all zones: ' || i.instant
)
FROM (SELECT DISTINCT told.instant FROM told ORDER BY 1) AS i;
SELECT is(
    (
        SELECT string_agg(left(line.text, 12), ', ' ORDER BY line.text)
        FROM told AS t
        CROSS JOIN string_to_table(t.rows_told, E'\n') AS line (text)
        WHERE t.zone = 'America/New_York' AND t.instant = '2026-11-05 12:00Z'
    ),
    'expiry 1 179, expiry 3 179, inactivity 1, inactivity 3, inactivity 4',
    'who was in time by a microsecond or a day is not told'
);
SELECT is(
    (SELECT t.rows_told LIKE '%"last_activity_at": "2026-09-28T12:00:00+00:00"%' FROM told AS t
    WHERE t.zone = 'America/New_York' AND t.instant = '2026-11-05 12:00Z'),
    true, 'the payload is in UTC'
);
SELECT ok(
    NOT EXISTS (
        SELECT FROM told AS t WHERE t.instant = i.instant AND t.rows_told NOT LIKE i.wanted
    ),
    i.what
)
FROM (
    VALUES
    ('2026-11-05 12:00Z'::timestamptz, 'expiry 1 % t %', 'of now: announced'),
    ('2026-10-29 12:00Z', '% t %', 'seven times 24 hours back: announced'),
    ('2026-10-29 11:59:59.999999Z', '% f %', 'a microsecond more: not')
) AS i (instant, wanted, what);

SELECT * FROM finish();
ROLLBACK;
