-- The previous state is that of the newest history row, however far back inside the history.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'exact',
        '{"high": 69, "low": 46, "max_weight_per_day": 100, "raw_share": 1, "history_days": 30}'
    )$$,
    'a version that takes the day alone'
);
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 6) AS n;

INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', e.n)::uuid, e.event_type,
    '2026-03-10 09:00:00+00'
FROM (
    VALUES (1, 'high'), (2, 'high'), (3, 'high'), (4, 'high'), (5, 'low'), (6, 'low')
) AS e (n, event_type);

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', h.n)::uuid, '2026-03-10'::date - h.days_back,
    50, 50, 50, h.state, '{}', 1, 'v2'
FROM (
    VALUES
    (1, 5, 'Rising'), (1, 6, 'NeedsCare'),
    (2, 5, 'NeedsCare'), (2, 6, 'Rising'),
    (3, 30, 'Rising'),
    (4, 31, 'Rising'),
    (5, 2, 'NeedsCare'), (5, 3, 'Steady'),
    (6, -1, 'NeedsCare')
) AS h (n, days_back, state);

SELECT is(
    ROW(s.momentum_state, s.calculation_metadata ->> 'previous_state')::text,
    ROW(v.state, v.previous)::text,
    v.description
)
FROM (
    VALUES
    (1, 'Rising', 'Rising', 'the newest row, five days back, was Rising: it holds'),
    (2, 'Steady', 'NeedsCare', 'an older Rising behind a newer row does not hold'),
    (3, 'Rising', 'Rising', 'a row at the far end of the history is a previous state'),
    (4, 'Steady', NULL, 'a row beyond the history is not'),
    (5, 'NeedsCare', 'NeedsCare', 'NeedsCare holds over a gap'),
    (6, 'Steady', NULL, 'the day after is no history')
) AS v (n, state, previous, description)
CROSS JOIN LATERAL momentum.calculate_score(
    format('00000000-0000-0000-0000-00000000000%s', v.n)::uuid, '2026-03-10', 'exact'
) AS s;

SELECT * FROM finish();
ROLLBACK;
