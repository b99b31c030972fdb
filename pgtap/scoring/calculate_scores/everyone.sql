-- Without users named, all active users of the day have their row, with or without events.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-03-10 23:59:59.999999+00', NULL),
    ('00000000-0000-0000-0000-000000000003', '2026-03-11 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000004', '2026-01-01 00:00:00+00', '2026-03-11 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-03-10 09:00:00+00'
FROM auth.users AS u
WHERE u.id <> '00000000-0000-0000-0000-000000000002';

SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10')$$,
    'VALUES (2::bigint, 2::bigint, 0::bigint, 0::bigint)',
    'two active users, two rows inserted'
);
SELECT results_eq(
    $$SELECT s.user_id, s.final_score::numeric, s.event_count
    FROM momentum.daily_engagement_scores AS s ORDER BY s.user_id$$,
    $$VALUES
        ('00000000-0000-0000-0000-000000000001'::uuid, 20.00, 1),
        ('00000000-0000-0000-0000-000000000002'::uuid, 0.00, 0)$$,
    'one with events and one without; neither the later user nor the deleted one'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-11')$$,
    'VALUES (3::bigint, 3::bigint, 0::bigint, 0::bigint)',
    'the next day has a user more'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2025-12-31')$$,
    'VALUES (0::bigint, 0::bigint, 0::bigint, 0::bigint)',
    'a day before all users: nothing to do'
);

SELECT * FROM finish();
ROLLBACK;
