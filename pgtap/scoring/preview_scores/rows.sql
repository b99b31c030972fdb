-- One row per user and day, beside what is stored; nothing is written.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

UPDATE auth.users SET created_at = '2026-03-11 23:59+00'
WHERE id = '00000000-0000-0000-0000-000000000003';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT '00000000-0000-0000-0000-000000000001', 'coach_interaction', d.day FROM (
    VALUES ('2026-03-09 12:00+00'::timestamptz), ('2026-03-10 12:00+00'), ('2026-03-11 12:00+00')
) AS d (day);
SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-09') AS scored
    \gset
SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS scored
    \gset
DELETE FROM momentum.rescore_queue;
CREATE TEMPORARY TABLE stored AS SELECT * FROM momentum.daily_engagement_scores;

SELECT results_eq(
    $$SELECT right(p.user_id::text, 1), p.score_date, p.stored_score, p.preview_score,
        p.stored_state, p.preview_state
    FROM momentum.preview_scores('v1', '2026-03-10', '2026-03-11') AS p
    ORDER BY p.user_id, p.score_date$$,
    $$VALUES
        ('1', '2026-03-10'::date, 0.00, 17.10, 'NeedsCare', 'NeedsCare'),
        ('1', '2026-03-11', NULL, 17.85, NULL, 'NeedsCare'),
        ('2', '2026-03-10', NULL, 0.00, NULL, 'NeedsCare'),
        ('2', '2026-03-11', NULL, 0.00, NULL, 'NeedsCare'),
        ('3', '2026-03-11', NULL, 0.00, NULL, 'NeedsCare')$$,
    'each day reads what the day before would have been'
);
SELECT results_eq(
    $$SELECT right(p.user_id::text, 1), p.score_date
    FROM momentum.preview_scores('v1', '2026-03-11', '2026-03-11') AS p ORDER BY 1$$,
    $$VALUES ('1', '2026-03-11'::date), ('2', '2026-03-11'), ('3', '2026-03-11')$$,
    'a span of one day'
);
SELECT results_eq(
    $$SELECT p.preview_score FROM momentum.preview_scores('v1', '2026-03-11', '2026-03-11') AS p
    WHERE p.user_id = '00000000-0000-0000-0000-000000000001'$$,
    'VALUES (16.14)',
    'days before the span are as they are stored'
);
SELECT results_eq(
    $$SELECT right(p.user_id::text, 1), p.score_date
    FROM momentum.preview_scores(
        'v1', '2026-03-10', '2026-03-11', ARRAY['00000000-0000-0000-0000-000000000002',
            '00000000-0000-0000-0000-000000000002']::uuid[]
    ) AS p ORDER BY 2$$,
    $$VALUES ('2', '2026-03-10'::date), ('2', '2026-03-11')$$,
    'named users, each once'
);
SELECT is_empty(
    $$SELECT * FROM momentum.preview_scores('v1', '2026-03-10', '2026-03-11', '{}')$$,
    'nobody named: nobody'
);
SELECT is_empty(
    $$SELECT * FROM momentum.preview_scores('v1', '2025-03-10', '2025-03-11')$$,
    'before the first user: nobody'
);
SELECT results_eq(
    'SELECT * FROM momentum.daily_engagement_scores ORDER BY user_id, score_date',
    'SELECT * FROM stored ORDER BY user_id, score_date',
    'nothing is written'
);
SELECT is((SELECT count(*) FROM momentum.rescore_queue), 0::bigint, 'and nobody is queued');

SELECT * FROM finish();
ROLLBACK;
