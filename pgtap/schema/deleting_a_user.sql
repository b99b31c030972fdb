-- Deleting a user takes along what is theirs, never fails, and leaves queues and logs alone.
BEGIN;
SELECT plan(21);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-03-10 09:00:00+00' FROM auth.users AS u;
INSERT INTO momentum.motivation_journal (user_id, entry)
SELECT u.id, 'a good day' FROM auth.users AS u;
INSERT INTO momentum.habit_index (user_id, habit)
SELECT u.id, 'a walk' FROM auth.users AS u;
INSERT INTO momentum.score_discrepancies (
    user_id, score_date, legacy_score, computed_score, difference
)
SELECT u.id, '2026-03-10', 50, 20, 30 FROM auth.users AS u;
INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-10', 'test');
INSERT INTO momentum.organisations (id, name)
VALUES ('00000000-0000-0000-0000-000000000011', 'Organisation');
INSERT INTO momentum.memberships (user_id, organisation_id)
SELECT u.id, '00000000-0000-0000-0000-000000000011' FROM auth.users AS u;
INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
SELECT u.id, '00000000-0000-0000-0000-000000000011', 'session', '2026-01-10 09:00:00+00'
FROM auth.users AS u, generate_series(1, 50);
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
SELECT u.id, 'expiry' FROM auth.users AS u;
INSERT INTO momentum.credentials (user_id, credential_type, expires_on)
SELECT u.id, 'first aid', '2026-04-01' FROM auth.users AS u;
INSERT INTO momentum.summary_queue (user_id, year)
VALUES ('00000000-0000-0000-0000-000000000001', 2020);
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset
SELECT count(*) AS recorded FROM momentum.evaluate_scenarios() \gset
INSERT INTO momentum.summary_queue (user_id, year)
VALUES ('00000000-0000-0000-0000-000000000001', 2026);

INSERT INTO momentum.badge_definitions (organisation_id, name, criteria_type, required)
VALUES ('00000000-0000-0000-0000-000000000011', 'One', 'count', 1);
UPDATE momentum.activities SET activity_type = 'lesson';
DELETE FROM momentum.activities AS a
WHERE a.id <> (SELECT b.id FROM momentum.activities AS b WHERE b.user_id = a.user_id LIMIT 1);
INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
SELECT w.user_id, w.badge_id, w.badge_id, 'test' FROM momentum.badge_awards AS w;

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
VALUES ('00000000-0000-0000-0000-000000000001', 'test', '{}');
INSERT INTO momentum.coach_interventions (
    user_id, intervention_type, trigger_reason, scheduled_date
)
SELECT u.id, 'call', 'test', '2026-03-12' FROM auth.users AS u;
INSERT INTO momentum.momentum_notifications (user_id, notification_type, title, message)
SELECT u.id, 'note', 'Title', 'Message' FROM auth.users AS u;

SELECT lives_ok(
    $$DELETE FROM auth.users WHERE id = '00000000-0000-0000-0000-000000000001'$$,
    'a user with rows everywhere can be deleted'
);
SELECT results_eq(
    format(
        'SELECT DISTINCT user_id FROM momentum.%I WHERE user_id IN (%L, %L)', t.name,
        '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'
    ),
    $$VALUES ('00000000-0000-0000-0000-000000000002'::uuid)$$,
    format('%s has the rows of the other user alone', t.name)
)
FROM (
    VALUES
    ('momentum_events'), ('motivation_journal'), ('habit_index'), ('daily_engagement_scores'),
    ('score_discrepancies'), ('memberships'), ('activities'), ('annual_summary'),
    ('notification_preferences'), ('credentials'), ('scenario_notifications'),
    ('badge_awards'), ('award_reviews'), ('badge_turns'), ('coach_interventions'),
    ('momentum_notifications')
) AS t (name);
SELECT isnt_empty(
    $$SELECT FROM momentum.rescore_queue
    WHERE user_id = '00000000-0000-0000-0000-000000000001'$$,
    'the queue keeps its entry'
);
SELECT isnt_empty(
    $$SELECT FROM momentum.summary_queue
    WHERE user_id = '00000000-0000-0000-0000-000000000001'$$,
    'and so does that of the summary'
);
SELECT isnt_empty(
    $$SELECT FROM momentum.badge_evaluation_log
    WHERE user_id = '00000000-0000-0000-0000-000000000001'$$,
    'and so does the log of evaluated activities'
);
SELECT isnt_empty(
    $$SELECT FROM momentum.realtime_inbox
    WHERE user_id = '00000000-0000-0000-0000-000000000001'$$,
    'and what was announced goes out'
);

SELECT * FROM finish();
ROLLBACK;
