-- The history reaches back history_days and no further; its other end is the day before.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'forgetful', '{"chat_message": 4, "max_weight_per_day": 10, "history_days": 0}'
    )$$,
    'a version may read no history at all'
);
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 5) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', n)::uuid, 'chat_message',
    '2026-03-10 09:00:00+00'
FROM generate_series(1, 5) AS n CROSS JOIN generate_series(1, 2) AS copy;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', h.n)::uuid, '2026-03-10'::date - h.days_back,
    8, 80, 80, 'Rising', '{}', 4, 'v2'
FROM (VALUES (1, 30), (2, 31), (3, 29), (3, 30), (3, 31), (3, 200), (4, -1), (5, 0)) AS h (
    n, days_back
);

SELECT is(
    ROW(s.final_score, s.calculation_metadata -> 'history_rows')::text,
    ROW(v.final_score::numeric(5, 2), v.history_rows)::text,
    v.description
)
FROM (
    VALUES
    (1, 41.33, 1, 'a row 30 days back counts'),
    (2, 40, 0, 'a row 31 days back does not'),
    (3, 42.47, 2, 'of rows 29, 30, 31 and 200 days back, two count'),
    (4, 40, 0, 'the row of the day after does not count'),
    (5, 40, 0, 'the stored row of the day itself does not count')
) AS v (n, final_score, history_rows, description)
CROSS JOIN LATERAL momentum.calculate_score(
    format('00000000-0000-0000-0000-00000000000%s', v.n)::uuid, '2026-03-10', 'v2'
) AS s;

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-09', 8, 80, 80, 'Rising', '{}', 4, 'v2'
);
SELECT results_eq(
    $$SELECT
        s.final_score::numeric, s.momentum_state, s.calculation_metadata ->> 'previous_state'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'forgetful'
    ) AS s$$,
    $$VALUES (80.00, 'Rising', NULL)$$,
    'with history_days 0 every day is the first'
);

SELECT * FROM finish();
ROLLBACK;
