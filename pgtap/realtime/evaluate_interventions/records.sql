-- What is recorded, once per window of the clock.
BEGIN;
SELECT plan(17);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 02:10:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES
    (pg_temp.u(11), 'Gone', '2026-01-01Z'), (pg_temp.u(12), 'Harbour', NULL),
    (pg_temp.u(13), 'Museum', NULL);
INSERT INTO momentum.memberships (user_id, organisation_id)
SELECT pg_temp.u(1), pg_temp.u(n) FROM generate_series(11, 13) AS n;
-- 1 and 2: NeedsCare, 30 points down; 3: nothing
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    u.id, date '2026-11-21' - n, 0, 0,
    CASE WHEN u.id = pg_temp.u(3) THEN 50 ELSE 10 + 15 * n END,
    CASE WHEN u.id = pg_temp.u(3) THEN 'Steady' ELSE 'NeedsCare' END,
    '{"events": {}, "pillars": {}}', 1, 'v2'
FROM auth.users AS u, generate_series(0, 3) AS n;
CREATE FUNCTION pg_temp.run(
    p_now timestamptz, p_day date DEFAULT NULL, p_user_ids uuid[] DEFAULT NULL
)
RETURNS TABLE (rule text, users bigint, interventions bigint, notifications bigint, skipped bigint)
LANGUAGE plpgsql AS $run$
BEGIN
    UPDATE momentum.clock_pin SET pinned_at = p_now;
    RETURN QUERY
    SELECT e.* FROM momentum.evaluate_interventions(
        COALESCE(p_day, momentum._today() - 1), p_user_ids
    ) AS e
    WHERE e.rule_name IN ('needs_care', 'score_drop');
END
$run$;

SELECT results_eq(
    $$SELECT * FROM momentum.evaluate_interventions()$$,
    $$VALUES ('consistency', 3::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('needs_care', 3, 2, 2, 0), ('rising', 3, 0, 0, 0), ('score_drop', 3, 0, 2, 0)$$,
    'yesterday, for everyone: a row per rule'
);
SELECT results_eq(
    $$SELECT user_id, organisation_id, rule_name, score_date, window_start, intervention_type,
        status, trigger_reason, scheduled_date
    FROM momentum.coach_interventions ORDER BY user_id$$,
    $$VALUES
        (
            pg_temp.u(1), pg_temp.u(12), 'needs_care', date '2026-11-20',
            timestamptz '2026-11-21 00:00Z', 'check_in', 'scheduled',
            'NeedsCare on 3 days in a row, up to 2026-11-20', date '2026-11-21'
        ),
        (
            pg_temp.u(2), NULL, 'needs_care', '2026-11-20', '2026-11-21 00:00Z', 'check_in',
            'scheduled', 'NeedsCare on 3 days in a row, up to 2026-11-20', '2026-11-21'
        )$$,
    'interventions, for the first organisation that is not deleted, or for none'
);
SELECT results_eq(
    $$SELECT rule_name, score_date, window_start, day, ordinal, notification_type, title, read_at
    FROM momentum.momentum_notifications WHERE user_id = pg_temp.u(1) ORDER BY rule_name$$,
    $$VALUES
        (
            'needs_care', date '2026-11-20', timestamptz '2026-11-21 00:00Z', date '2026-11-21',
            1, 'needs_care', 'We are here for you', NULL::timestamptz
        ),
        (
            'score_drop', '2026-11-20', '2026-11-21 00:00Z', '2026-11-21', 1, 'support',
            'Everyone has slower days', NULL
        )$$,
    'notifications'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-21 07:59:59.999999Z')$$,
    $$VALUES ('needs_care', 3::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('score_drop', 3, 0, 0, 0)$$,
    'again, in the same windows: nothing'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-21 08:00Z', '2026-11-21', ARRAY[pg_temp.u(1)])$$,
    $$VALUES ('needs_care', 1::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('score_drop', 1, 0, 1, 0)$$,
    'today, one user, in the next 8 hours: a second one'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-21 16:00Z')$$,
    $$VALUES ('needs_care', 3::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('score_drop', 3, 0, 1, 0)$$,
    'in the third: two a day at most, so for the other user only'
);
SELECT results_eq(
    $$SELECT user_id, array_agg(ordinal ORDER BY window_start)
    FROM momentum.momentum_notifications WHERE rule_name = 'score_drop'
    GROUP BY user_id ORDER BY user_id$$,
    $$VALUES (pg_temp.u(1), '{1,2}'::integer[]), (pg_temp.u(2), '{1,2}')$$,
    'both have had two'
);
UPDATE momentum.coach_interventions SET status = 'completed' WHERE user_id = pg_temp.u(1);
UPDATE momentum.coach_interventions SET status = 'in_progress' WHERE user_id = pg_temp.u(2);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-21 23:00Z', '2026-11-21')$$,
    $$VALUES ('needs_care', 3::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('score_drop', 3, 0, 0, 0)$$,
    'one that is done is not made again in its window'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 00:00Z')$$,
    $$VALUES ('needs_care', 3::bigint, 2::bigint, 2::bigint, 0::bigint),
        ('score_drop', 3, 0, 2, 0)$$,
    'the next day: interventions and notifications, whatever became of those before'
);
DELETE FROM momentum.coach_interventions;
DELETE FROM momentum.momentum_notifications;
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 01:00Z', NULL, ARRAY[pg_temp.u(2)])$$,
    $$VALUES ('needs_care', 1::bigint, 1::bigint, 1::bigint, 0::bigint),
        ('score_drop', 1, 0, 1, 0)$$,
    'one user'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 01:00Z', NULL, '{}')$$,
    $$VALUES ('needs_care', 0::bigint, 0::bigint, 0::bigint, 0::bigint),
        ('score_drop', 0, 0, 0, 0)$$,
    'an empty array is nobody'
);
UPDATE momentum.intervention_rules SET active = false WHERE name <> 'score_drop';
SELECT results_eq(
    $$SELECT e.rule_name FROM momentum.evaluate_interventions() AS e$$, $$VALUES ('score_drop')$$,
    'rules that are not active are not looked at'
);

UPDATE momentum.intervention_rules SET per_day = 3 WHERE name = 'score_drop';
DELETE FROM momentum.momentum_notifications;
INSERT INTO momentum.momentum_notifications (
    user_id, rule_name, score_date, window_start, ordinal, notification_type, title, message
)
VALUES (
    pg_temp.u(1), 'score_drop', '2026-11-20', '2026-11-22 08:00Z', 2, 'support', 'T', 'M'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 01:00Z', NULL, ARRAY[pg_temp.u(1)])$$,
    $$VALUES ('score_drop', 1::bigint, 0::bigint, 1::bigint, 0::bigint)$$,
    'after one that was deleted the number goes on'
);
SELECT set_eq(
    $$SELECT ordinal FROM momentum.momentum_notifications$$, '{2,3}'::integer[],
    'two and three'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 17:00Z', NULL, ARRAY[pg_temp.u(1)])$$,
    $$VALUES ('score_drop', 1::bigint, 0::bigint, 0::bigint, 0::bigint)$$,
    'and does not pass three'
);
-- by hand, in the window of the rule
INSERT INTO momentum.momentum_notifications (user_id, notification_type, title, message)
SELECT pg_temp.u(2), 'note', 'Hello', 'From your coach' FROM generate_series(1, 2);
SELECT results_eq(
    $$SELECT * FROM pg_temp.run('2026-11-22 17:00Z', NULL, ARRAY[pg_temp.u(2)])$$,
    $$VALUES ('score_drop', 1::bigint, 0::bigint, 1::bigint, 0::bigint)$$,
    'what is entered by hand limits nothing'
);
SET LOCAL ROLE service_role;
SELECT lives_ok(
    'SELECT momentum.evaluate_interventions()', 'the service role may'
);
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
