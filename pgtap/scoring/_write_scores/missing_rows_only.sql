-- A back-fill writes missing rows only: a stored row stays, even where it would come out otherwise.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
SELECT momentum.calculate_score(
    '00000000-0000-0000-0000-000000000001', '2026-03-10'
) AS scored \gset
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-03-10 09:00:00+00' FROM auth.users AS u;

SELECT results_eq(
    $$SELECT w.users, w.inserted, w.updated
    FROM momentum._write_scores(
        '2026-03-10', momentum._score_version(NULL, '2026-03-10'), NULL, '{insert}'
    ) AS w$$,
    'VALUES (2::bigint, 1::bigint, 0::bigint)',
    'of two users one had no row'
);
SELECT results_eq(
    'SELECT s.final_score::numeric FROM momentum.daily_engagement_scores AS s ORDER BY s.user_id',
    'VALUES (0.00), (20.00)',
    'the stored row keeps its score; the new one is calculated'
);
SELECT results_eq(
    $$SELECT w.users, w.inserted, w.updated
    FROM momentum._write_scores(
        '2026-03-10', momentum._score_version(NULL, '2026-03-10'), NULL, '{insert,update}'
    ) AS w$$,
    'VALUES (2::bigint, 0::bigint, 1::bigint)',
    'with leave to overwrite, the other row is updated'
);

SELECT * FROM finish();
ROLLBACK;
