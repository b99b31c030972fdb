-- Once per window; windows are multiples of the cooldown since 1970-01-01 UTC.
BEGIN;
SELECT plan(13);

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
CREATE FUNCTION pg_temp.inactive(p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS text[] LANGUAGE sql AS $inactive$
    SELECT COALESCE(
        array_agg(ltrim(right(n.user_id::text, 4), '0') || ' in '
            || ltrim(right(n.organisation_id::text, 4), '0')),
        '{}'
    )
    FROM momentum.evaluate_inactivity(p_now) AS n
$inactive$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));

SELECT is(pg_temp.inactive('2026-11-18 23:59:59.999999Z'), '{"1 in 11"}', 'the end of a week');
SELECT is(pg_temp.inactive('2026-11-12Z'), '{}', 'its first instant: no second one');
SELECT is(pg_temp.inactive('2026-11-19Z'), '{"1 in 11"}', 'the first instant of the next week');
SELECT is(pg_temp.inactive('2026-11-25 23:59:59.999999Z'), '{}', 'its last one: no second one');
SELECT results_eq(
    'SELECT cooldown_window_start FROM momentum.scenario_notifications ORDER BY 1',
    $$VALUES ('2026-11-12Z'::timestamptz), ('2026-11-19Z')$$,
    'weeks begin on Thursdays, as 1970 did'
);
SELECT throws_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, organisation_id, scenario_type, cooldown_window_start
    ) VALUES (pg_temp.u(1), pg_temp.u(11), 'inactivity', '2026-11-19Z')$$,
    '23505', NULL, 'a second row of the same window is impossible'
);

CREATE FUNCTION pg_temp.window_start(p_cooldown interval, p_now timestamptz, p_zone text)
RETURNS timestamptz LANGUAGE sql AS $window_start$
    SELECT set_config('TimeZone', p_zone, true);
    DELETE FROM momentum.scenario_notifications;
    UPDATE momentum.scenario_configs SET cooldown = p_cooldown
    WHERE organisation_id IS NULL AND scenario_type = 'inactivity';
    SELECT n.cooldown_window_start FROM momentum.evaluate_inactivity(p_now) AS n
$window_start$;
SELECT is(
    pg_temp.window_start(w.cooldown, w.at, w.zone), w.starts,
    format('%s, %s', w.cooldown, w.zone)
)
FROM (
    VALUES
    ('1 hour'::interval, '2026-11-01 05:30Z'::timestamptz, 'America/New_York',
        '2026-11-01 05:00Z'::timestamptz),
    ('1 hour', '2026-11-01 06:30Z', 'America/New_York', '2026-11-01 06:00Z'),
    ('1 day', '2026-03-29 23:59Z', 'Europe/Berlin', '2026-03-29Z'),
    ('24:00:00', '2026-03-29 23:59Z', 'Pacific/Auckland', '2026-03-29Z'),
    ('36 hours', '1970-01-02 12:00Z', 'Asia/Kathmandu', '1970-01-02 12:00Z'),
    ('7 days', '1969-12-31 23:59Z', 'UTC', '1969-12-25Z'),
    ('7 days', '1969-12-25Z', 'UTC', '1969-12-25Z')
) AS w (cooldown, at, zone, starts);

SELECT * FROM finish();
ROLLBACK;
