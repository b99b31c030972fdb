-- Named users, and only they, are scored; naming one twice is naming it once.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-03-10 09:00:00+00' FROM auth.users AS u;

SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10', ARRAY[
        '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001',
        '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002'
    ]::uuid[])$$,
    'VALUES (2::bigint, 2::bigint, 0::bigint, 0::bigint)',
    'two users named, one of them three times: two rows'
);
SELECT results_eq(
    $$SELECT s.user_id, s.final_score::numeric, s.event_count
    FROM momentum.daily_engagement_scores AS s ORDER BY s.user_id$$,
    $$VALUES
        ('00000000-0000-0000-0000-000000000001'::uuid, 20.00, 1),
        ('00000000-0000-0000-0000-000000000002'::uuid, 20.00, 1)$$,
    'their events are counted once, and nobody else has a row'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10', '{}')$$,
    'VALUES (0::bigint, 0::bigint, 0::bigint, 0::bigint)',
    'an empty array names nobody'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10', NULL)$$,
    'VALUES (3::bigint, 1::bigint, 0::bigint, 2::bigint)',
    'null names everyone'
);

SELECT * FROM finish();
ROLLBACK;
