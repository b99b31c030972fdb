-- Records what is due once, ever, and returns just what this call recorded.
BEGIN;
SELECT plan(17);

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

SELECT pg_temp.add(1, 201, '2026-03-01Z');
SELECT pg_temp.add(2, 50, '2026-03-01Z');
SELECT pg_temp.add(2, 50, '2025-03-01Z');
SELECT pg_temp.add(3, 49, '2026-03-01Z');
SELECT pg_temp.add(4, 50, '2026-03-01Z');
UPDATE auth.users SET deleted_at = '2026-11-01Z' WHERE id = pg_temp.u(4);
UPDATE momentum.scenario_configs SET message = '{"title": "Well done"}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';

SELECT results_eq(
    'SELECT * FROM momentum.evaluate_milestones()',
    $$VALUES
        (pg_temp.u(1), NULL::uuid, 2026, 50, 201, true),
        (pg_temp.u(1), NULL, 2026, 100, 201, true),
        (pg_temp.u(1), NULL, 2026, 200, 201, true),
        (pg_temp.u(2), NULL, 2026, 50, 50, true)$$,
    'two crossed in one run both fire; nothing for 49, and nothing for a deleted user'
);
SELECT results_eq(
    $$SELECT
        n.user_id, n.organisation_id, n.scenario_type, n.milestone_year, n.milestone_value,
        n.cooldown_window_start, n.announced, n.payload, n.dispatched_at, n.read_at
    FROM momentum.scenario_notifications AS n ORDER BY n.user_id, n.milestone_value$$,
    $$SELECT
        pg_temp.u(v.number), NULL::uuid, 'milestone', 2026, v.value, NULL::timestamptz, true,
        jsonb_build_object(
            'message', '{"title": "Well done"}'::jsonb, 'session_count', v.sessions
        ),
        NULL::timestamptz, NULL::timestamptz
    FROM (VALUES (1, 50, 201), (1, 100, 201), (1, 200, 201), (2, 50, 50))
        AS v (number, value, sessions)$$,
    'a row for each, with the message and the figures'
);
SELECT is(
    (
        SELECT n.idempotency_key FROM momentum.scenario_notifications AS n
        WHERE n.user_id = pg_temp.u(2)
    ),
    'milestone:00000000-0000-0000-0000-000000000002:2026:50',
    'its idempotency key is user, year and threshold'
);
SELECT is_empty('SELECT * FROM momentum.evaluate_milestones()', 'a second call records nothing');
SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_milestones('2026-11-22Z')$$, 'nor does one of the next day'
);
SELECT results_eq(
    $$SELECT scenario_type, evaluated_at, organisation_id, evaluated_users, triggered, skipped
    FROM momentum.scenario_runs ORDER BY id$$,
    $$VALUES
        ('milestone', '2026-11-21 12:00Z'::timestamptz, NULL::uuid, 3::bigint, 4::bigint,
            0::bigint),
        ('milestone', '2026-11-21 12:00Z', NULL, 3, 0, 0),
        ('milestone', '2026-11-22Z', NULL, 3, 0, 0)$$,
    'each run is written down; what was recorded before is not skipped'
);

-- the sessions change afterwards
DELETE FROM momentum.activities WHERE user_id = pg_temp.u(2) AND completed_at >= '2026-01-01Z';
SELECT is_empty('SELECT * FROM momentum.evaluate_milestones()', 'deleted sessions fire nothing');
SELECT isnt_empty(
    $$SELECT FROM momentum.scenario_notifications
    WHERE user_id = pg_temp.u(2) AND milestone_value = 50$$,
    'the congratulation stays'
);
SELECT pg_temp.add(2, 100, '2026-04-01Z');
SELECT results_eq(
    'SELECT milestone_value, session_count FROM momentum.evaluate_milestones()',
    'VALUES (100, 100)', 'sessions done anew fire what is new'
);
SELECT pg_temp.add(3, 1, '2026-11-21 12:00:00.000001Z');
SELECT is_empty('SELECT * FROM momentum.evaluate_milestones()', 'the 50th is yet to come');
SELECT results_eq(
    $$SELECT user_id, milestone_value
    FROM momentum.evaluate_milestones('2026-11-21 12:00:00.000001Z')$$,
    'VALUES (pg_temp.u(3), 50)', 'and comes'
);

-- another year, another count
SELECT results_eq(
    $$SELECT user_id, milestone_year, milestone_value, session_count
    FROM momentum.evaluate_milestones('2025-12-31 23:59:59.999999Z')$$,
    'VALUES (pg_temp.u(2), 2025, 50, 50)',
    'a record of 2026 does not block 2025'
);
SELECT pg_temp.add(1, 50, '2027-01-01Z');
SELECT is_empty(
    $$SELECT * FROM momentum.evaluate_milestones('2026-12-31 23:59:59.999999Z')$$,
    'what is done next year does not count before'
);
SELECT results_eq(
    $$SELECT user_id, milestone_year, milestone_value, session_count
    FROM momentum.evaluate_milestones('2027-01-01Z')$$,
    'VALUES (pg_temp.u(1), 2027, 50, 50)', 'the same threshold fires again in the next year'
);

-- the thresholds change
UPDATE momentum.scenario_configs SET thresholds = '{150,300}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT results_eq(
    'SELECT user_id, milestone_value FROM momentum.evaluate_milestones()',
    'VALUES (pg_temp.u(1), 150)', 'a new threshold fires at the next run'
);
UPDATE momentum.scenario_configs SET thresholds = '{50,150,300}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is_empty(
    'SELECT * FROM momentum.evaluate_milestones()', 'one that fired before does not fire again'
);
SELECT throws_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, scenario_type, milestone_year, milestone_value
    ) VALUES (pg_temp.u(2), 'milestone', 2026, 50)$$,
    '23505', NULL, 'a second row of the same crossing is impossible'
);

SELECT * FROM finish();
ROLLBACK;
