-- Returns what nobody else has recorded, in the order of the key; the rest is passed over.
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

INSERT INTO momentum.scenario_notifications (
    user_id, scenario_type, milestone_year, milestone_value
)
VALUES (pg_temp.u(1), 'milestone', 2026, 50);
SELECT results_eq(
    $$SELECT r.user_id, r.milestone_value
    FROM unnest(momentum._record_notifications(
        'milestone', '2026-11-21Z',
        ARRAY[
            (pg_temp.u(2), NULL, 2026, 100, NULL, NULL, '{}'),
            (pg_temp.u(2), NULL, 2026, 50, NULL, NULL, '{}'),
            (pg_temp.u(1), NULL, 2026, 50, NULL, NULL, '{}'),
            (pg_temp.u(1), NULL, 2027, 50, NULL, NULL, '{}')
        ]::momentum._scenario_candidate[]
    )) AS r$$,
    'VALUES (pg_temp.u(1), 50), (pg_temp.u(2), 50), (pg_temp.u(2), 100)',
    'milestones: another year is another crossing'
);
SELECT results_eq(
    $$SELECT r.user_id, r.organisation_id
    FROM unnest(momentum._record_notifications(
        'inactivity', '2026-11-21Z',
        ARRAY[
            (pg_temp.u(1), pg_temp.u(12), NULL, NULL, NULL, '2026-11-19Z', '{}'),
            (pg_temp.u(1), pg_temp.u(11), NULL, NULL, NULL, '2026-11-19Z', '{}'),
            (pg_temp.u(1), pg_temp.u(11), NULL, NULL, NULL, '2026-11-19Z', '{}')
        ]::momentum._scenario_candidate[]
    )) AS r$$,
    'VALUES (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12))',
    'reminders: once per organisation, though named twice'
);
SELECT results_eq(
    $$SELECT r.credential_id, r.announced
    FROM unnest(momentum._record_notifications(
        'expiry', '2026-11-21Z',
        ARRAY[
            (pg_temp.u(1), pg_temp.u(11), NULL, NULL, pg_temp.u(22), '2026-11-19Z', '{}'),
            (pg_temp.u(1), pg_temp.u(11), NULL, NULL, pg_temp.u(21), '2026-11-19Z', '{}')
        ]::momentum._scenario_candidate[]
    )) AS r$$,
    'VALUES (pg_temp.u(21), true), (pg_temp.u(22), true)',
    'warnings: once per credential, whatever the organisation'
);
SELECT is(
    momentum._record_notifications('milestone', '2026-11-21Z', '{}'), '{}',
    'nothing to record: an empty array'
);
SELECT is(
    momentum._record_notifications('expiry', '2026-11-21Z', '{}'), '{}', 'of any scenario'
);
SELECT results_eq(
    'SELECT scenario_type, count(*) FROM momentum.scenario_notifications GROUP BY 1 ORDER BY 1',
    $$VALUES ('expiry', 2::bigint), ('inactivity', 2), ('milestone', 4)$$, 'the rows'
);

SELECT * FROM finish();
ROLLBACK;
