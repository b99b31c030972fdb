-- The four worked examples of the blend under v1.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');

-- One user per example: its number of the four, the events of the day, the history.
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 4) AS n;

INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', e.n)::uuid, e.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => copy)
FROM (
    VALUES
    (1, 'lesson_completion', 2),
    (3, 'coach_interaction', 3),
    (3, 'journal_entry', 1),
    (4, 'coach_interaction', 2)
) AS e (n, event_type, copies)
CROSS JOIN LATERAL generate_series(1, e.copies) AS copy;

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', h.n)::uuid, '2026-03-10'::date - h.days_back,
    h.final_score, h.final_score, h.final_score, 'Rising', '{}', 1, 'v1'
FROM (VALUES (1, 1, 80), (1, 2, 75), (2, 1, 80), (3, 1, 72), (4, 6, 90)) AS h (
    n, days_back, final_score
);

SELECT results_eq(
    format(
        $$SELECT s.raw_score::numeric, s.final_score::numeric
        FROM momentum.calculate_score(%L, '2026-03-10', 'v1') AS s$$,
        format('00000000-0000-0000-0000-00000000000%s', v.n)
    ),
    format('VALUES (%s::numeric, %s::numeric)', v.raw_score, v.final_score),
    format('raw %s with the history %s gives %s', v.raw_score, v.history, v.final_score)
)
FROM (
    VALUES
    (1, 30, '{1: 80, 2: 75}', 39.18),
    (2, 0, '{1: 80}', 11.58),
    (3, 70, '{1: 72}', 70.29),
    (4, 40, '{6: 90}', 45.96)
) AS v (n, raw_score, history, final_score);

SELECT * FROM finish();
ROLLBACK;
