-- What is found is only found: holders looked at, and candidates in the order of their key.
BEGIN;
SELECT plan(3);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');

INSERT INTO momentum.credentials (user_id, id, organisation_id, credential_type, expires_on)
VALUES
    (pg_temp.u(2), pg_temp.u(22), pg_temp.u(11), 'first aid', '2026-12-01'),
    (pg_temp.u(2), pg_temp.u(21), NULL, 'clearance', '2026-12-01'),
    (pg_temp.u(1), pg_temp.u(23), NULL, 'clearance', '2026-12-01'),
    (pg_temp.u(1), pg_temp.u(24), NULL, 'clearance', '2026-12-01');
INSERT INTO momentum.scenario_notifications (
    user_id, scenario_type, credential_id, cooldown_window_start
)
VALUES
    (pg_temp.u(1), 'expiry', pg_temp.u(23), '2026-11-12Z'),
    (pg_temp.u(1), 'expiry', pg_temp.u(24), '2026-11-19Z');
SET LOCAL transaction_read_only = on;
SELECT results_eq(
    $$SELECT f.evaluated_users, c.user_id, c.organisation_id, c.credential_id
    FROM momentum._find_expiry('2026-11-21Z', NULL, NULL) AS f, unnest(f.candidates) AS c
    ORDER BY c.user_id, c.credential_id$$,
    $$VALUES
        (2::bigint, pg_temp.u(1), NULL::uuid, pg_temp.u(23)),
        (2, pg_temp.u(2), NULL, pg_temp.u(21)),
        (2, pg_temp.u(2), pg_temp.u(11), pg_temp.u(22))$$,
    'those not warned of in this window'
);
SELECT results_eq(
    $$SELECT evaluated_users, candidates
    FROM momentum._find_expiry('2026-11-21Z', ARRAY[pg_temp.u(3)], NULL)$$,
    $$VALUES (0::bigint, '{}'::momentum._scenario_candidate[])$$, 'no holder: an empty array'
);
SELECT results_eq(
    $$SELECT evaluated_users, cardinality(candidates)
    FROM momentum._find_expiry('2026-11-21Z', NULL, pg_temp.u(11))$$,
    'VALUES (1::bigint, 1)', 'of one organisation'
);

SELECT * FROM finish();
ROLLBACK;
