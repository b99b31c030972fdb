-- Stored rows from the day queued on are brought in line, each under its own version.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

CREATE TEMPORARY TABLE scored AS
SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', d.day, d.version) AS score
FROM (
    VALUES
    ('2026-03-08'::date, 'v1'), ('2026-03-09', 'v2'), ('2026-03-10', 'v1'), ('2026-03-12', 'v2')
) AS d (day, version);
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-03-11', 50, 50, 50, 'Steady', '{}', 0, 'legacy'),
    ('00000000-0000-0000-0000-000000000001', '2026-03-07', 60, 60, 60, 'Steady', '{}', 0,
        'another');
DELETE FROM momentum.rescore_queue;

UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT '00000000-0000-0000-0000-000000000001', 'chat_message', d.day
FROM (
    VALUES ('2026-03-07 23:00+00'::timestamptz), ('2026-03-09 23:00+00'), ('2026-03-11 09:00+00')
) AS d (day);

SELECT is(momentum.drain_rescore_queue(), 1::bigint, 'one entry: one statement, one user');
SELECT is((SELECT count(*) FROM momentum.rescore_queue), 0::bigint, 'nothing is left');
SELECT results_eq(
    $$SELECT s.score_date, s.algorithm_version, s.event_count
    FROM momentum.daily_engagement_scores AS s ORDER BY s.score_date$$,
    $$VALUES
        ('2026-03-07'::date, 'another', 0), ('2026-03-08', 'v1', 0), ('2026-03-09', 'v2', 1),
        ('2026-03-10', 'v1', 0), ('2026-03-11', 'legacy', 0), ('2026-03-12', 'v2', 0)$$,
    'rows keep their versions; imported ones are left alone; missing ones are not made'
);
CREATE TEMPORARY TABLE drained AS SELECT * FROM momentum.daily_engagement_scores;
SELECT is(s.updated, 0::bigint, format('calculating %s again changes nothing', d.score_date))
FROM (SELECT * FROM drained WHERE algorithm_version IN ('v1', 'v2') ORDER BY score_date) AS d
CROSS JOIN LATERAL momentum.calculate_scores(
    d.score_date, ARRAY[d.user_id], d.algorithm_version
) AS s;

SELECT * FROM finish();
ROLLBACK;
