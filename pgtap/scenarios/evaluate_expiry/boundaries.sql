-- A credential whose last valid day is today or within expires_within, 30 days.
BEGIN;
SELECT plan(11);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.expiring(p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS text[] LANGUAGE sql AS $expiring$
    SELECT COALESCE(array_agg(n.payload ->> 'credential_type'), '{}')
    FROM momentum.evaluate_expiry(p_now) AS n
$expiring$;
CREATE FUNCTION pg_temp.hold(
    p_user integer, p_what text, p_until date, p_organisation integer DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $hold$
    INSERT INTO momentum.credentials (user_id, id, organisation_id, credential_type, expires_on)
    SELECT
        pg_temp.u(p_user), pg_temp.u((100 + (SELECT count(*) FROM momentum.credentials))::integer),
        pg_temp.u(p_organisation), p_what, p_until
$hold$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

SELECT pg_temp.hold(1, h.what, h.until)
FROM (
    VALUES
    ('expired yesterday', '2026-11-20'::date), ('expires today', '2026-11-21'),
    ('at the limit', '2026-12-21'), ('the day after', '2026-12-22'), ('never', 'infinity'),
    ('deleted', '2026-11-22')
) AS h (what, until);
UPDATE momentum.credentials SET deleted_at = '2026-11-21Z' WHERE credential_type = 'deleted';
SELECT is(
    pg_temp.expiring('2026-11-21 23:59:59.999999Z'), '{"expires today","at the limit"}',
    'from today to the 30th day from today'
);
SELECT results_eq(
    $$SELECT
        n.organisation_id, n.scenario_type, n.credential_id, n.cooldown_window_start, n.payload,
        n.idempotency_key
    FROM momentum.scenario_notifications AS n
    WHERE n.payload ->> 'credential_type' = 'at the limit'$$,
    $$VALUES (
        NULL::uuid, 'expiry', pg_temp.u(102), '2026-11-19Z'::timestamptz,
        '{"message": {}, "credential_type": "at the limit", "expires_on": "2026-12-21"}'::jsonb,
        'expiry:00000000-0000-0000-0000-000000000001:00000000-0000-0000-0000-000000000102:'
        || extract(EPOCH FROM '2026-11-19Z'::timestamptz)::bigint
    )$$,
    'the row: credential, window, figures and key'
);
SELECT is(pg_temp.expiring(), '{}', 'once in a window');
SELECT is(
    pg_temp.expiring('2026-11-26Z'), '{"at the limit","the day after"}',
    'again in the next window; what has expired since is not warned of'
);
SELECT results_eq(
    'SELECT evaluated_users, triggered, skipped FROM momentum.scenario_runs ORDER BY id',
    'VALUES (1::bigint, 2::bigint, 0::bigint), (1, 0, 0), (1, 2, 0)',
    'holders of a credential were looked at, each once'
);
SET LOCAL timezone = 'Pacific/Auckland';
DELETE FROM momentum.scenario_notifications;
SELECT is(
    pg_temp.expiring('2026-11-21Z'), '{"expires today","at the limit"}', 'days are UTC: in Auckland'
);
SET LOCAL timezone = 'America/Los_Angeles';
DELETE FROM momentum.scenario_notifications;
SELECT is(
    pg_temp.expiring('2026-11-21Z'), '{"expires today","at the limit"}', 'and in Los Angeles'
);
SET LOCAL datestyle = 'SQL, DMY';
UPDATE momentum.scenario_configs SET expires_within = '0'
WHERE organisation_id IS NULL AND scenario_type = 'expiry';
DELETE FROM momentum.scenario_notifications;
SELECT is(pg_temp.expiring(), '{"expires today"}', 'a time of nothing: on the last day alone');
SELECT is(
    (SELECT n.payload ->> 'expires_on' FROM momentum.scenario_notifications AS n), '2026-11-21',
    'a date is written in one way'
);
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.credentials SET expires_on = '2026-11-22' WHERE credential_type = 'expires today';
SELECT is(pg_temp.expiring(), '{}', 'a renewed one is not warned of');
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES (pg_temp.u(1), 'expiry');
SELECT is(pg_temp.expiring('2026-11-22Z'), '{}', 'nor who opted out');

SELECT * FROM finish();
ROLLBACK;
