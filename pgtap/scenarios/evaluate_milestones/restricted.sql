-- Named users, and an organisation: only they are looked at, with the thresholds of all of theirs.
BEGIN;
SELECT plan(10);

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
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(12)), (pg_temp.u(2), pg_temp.u(12));
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds)
VALUES (pg_temp.u(11), 'milestone', '{1}'), (pg_temp.u(12), 'milestone', '{2}');
SELECT pg_temp.add(n, 60, '2026-03-01Z') FROM generate_series(1, 4) AS n;

SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_milestones(p_user_ids => '{}')$$, 'nobody named: nobody'
);
SELECT results_eq(
    $$SELECT user_id, organisation_id, milestone_value
    FROM momentum.evaluate_milestones(p_user_ids => ARRAY[pg_temp.u(3), pg_temp.u(3)])$$,
    'VALUES (pg_temp.u(3), NULL::uuid, 50)', 'one named, twice: once'
);
SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_milestones(
        p_user_ids => ARRAY[pg_temp.u(4)], p_organisation_id => pg_temp.u(11)
    )$$,
    'named, but no member'
);
SELECT results_eq(
    $$SELECT user_id, organisation_id, milestone_value
    FROM momentum.evaluate_milestones(p_organisation_id => pg_temp.u(11))$$,
    'VALUES (pg_temp.u(1), pg_temp.u(11), 1), (pg_temp.u(1), pg_temp.u(12), 2)',
    'members of one: with the thresholds of all their organisations'
);
SELECT results_eq(
    $$SELECT user_id, organisation_id, milestone_value
    FROM momentum.evaluate_milestones(p_organisation_id => pg_temp.u(12))$$,
    'VALUES (pg_temp.u(2), pg_temp.u(12), 2)', 'the rest of the other'
);
SELECT results_eq(
    'SELECT user_id FROM momentum.evaluate_milestones()', 'VALUES (pg_temp.u(4))',
    'the rest of all'
);
SELECT results_eq(
    'SELECT organisation_id, evaluated_users, triggered FROM momentum.scenario_runs ORDER BY id',
    $$VALUES
        (NULL::uuid, 0::bigint, 0::bigint), (NULL, 1, 1), (pg_temp.u(11), 0, 0),
        (pg_temp.u(11), 1, 2), (pg_temp.u(12), 2, 1), (NULL, 4, 1)$$,
    'how many were looked at, and for whom'
);

SELECT throws_ok(
    $$SELECT momentum.evaluate_milestones(p_user_ids => ARRAY[pg_temp.u(1), pg_temp.u(9)])$$,
    'PM001', 'unknown user: ' || pg_temp.u(9), 'an unknown user'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_milestones(p_organisation_id => pg_temp.u(9))$$,
    'PM007', 'unknown organisation: ' || pg_temp.u(9), 'an unknown organisation'
);
SELECT throws_ok(
    $$SELECT momentum.evaluate_milestones('infinity')$$,
    'PM004', 'the instant lies outside the years 1 to 9999', 'never'
);

SELECT * FROM finish();
ROLLBACK;
