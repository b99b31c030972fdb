-- A credential is warned of as its own organisation says; one without any, as the default says.
BEGIN;
SELECT plan(10);

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
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12'),
    (pg_temp.u(13), 'Organisation 13');

INSERT INTO momentum.scenario_configs (
    organisation_id, scenario_type, expires_within, cooldown, message
)
VALUES
    (pg_temp.u(11), 'expiry', '10 days', NULL, '{"title": "11"}'),
    (pg_temp.u(12), 'expiry', NULL, '1 day', NULL);
INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));
SELECT pg_temp.hold(1, 'of 11, late', '2026-12-02', 11);
SELECT pg_temp.hold(1, 'of 11, soon', '2026-12-01', 11);
SELECT pg_temp.hold(1, 'of 12', '2026-12-21', 12);
SELECT pg_temp.hold(1, 'of none', '2026-12-21');
SELECT pg_temp.hold(2, 'of 13', '2026-12-21', 13);
SELECT is(
    pg_temp.expiring(), '{"of 11, soon","of 12","of none","of 13"}',
    'each by the configuration of its organisation'
);
SELECT results_eq(
    $$SELECT n.organisation_id, n.cooldown_window_start, n.payload -> 'message'
    FROM momentum.scenario_notifications AS n ORDER BY n.user_id, n.credential_id$$,
    $$VALUES
        (pg_temp.u(11), '2026-11-19Z'::timestamptz, '{"title": "11"}'::jsonb),
        (pg_temp.u(12), '2026-11-21Z', '{}'), (NULL, '2026-11-19Z', '{}'),
        (pg_temp.u(13), '2026-11-19Z', '{}')$$,
    'with its window and its message'
);
SELECT is(pg_temp.expiring('2026-11-22Z'), '{"of 11, late","of 12"}', 'the next day');
DELETE FROM momentum.scenario_notifications;
UPDATE momentum.scenario_configs SET enabled = false WHERE organisation_id = pg_temp.u(11);
UPDATE momentum.organisations SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(12);
SELECT is(
    pg_temp.expiring(), '{"of none","of 13"}',
    'not where it is disabled, nor of one that is deleted'
);
DELETE FROM momentum.scenario_notifications;
SELECT is_empty(
    $$SELECT FROM momentum.evaluate_expiry(p_organisation_id => pg_temp.u(11))$$,
    'for one organisation, which has disabled it'
);
SELECT results_eq(
    $$SELECT user_id FROM momentum.evaluate_expiry(p_organisation_id => pg_temp.u(13))$$,
    'VALUES (pg_temp.u(2))', 'for one organisation: its credentials alone'
);
SELECT results_eq(
    $$SELECT credential_id FROM momentum.evaluate_expiry(p_user_ids => ARRAY[pg_temp.u(1)])$$,
    'VALUES (pg_temp.u(103))', 'for one user'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_expiry(p_user_ids => ARRAY[pg_temp.u(9)])$$, 'PM001',
    'unknown user: ' || pg_temp.u(9), 'an unknown user'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_expiry(p_organisation_id => pg_temp.u(12))$$, 'PM007',
    'unknown organisation: ' || pg_temp.u(12), 'a deleted organisation'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_expiry('infinity')$$, 'PM004',
    'the instant lies outside the years 1 to 9999', 'never'
);

SELECT * FROM finish();
ROLLBACK;
