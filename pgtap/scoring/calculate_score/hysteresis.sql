-- The state at each boundary, after each previous state. The version takes the day alone (raw share
-- 1), so that one event makes the final score exactly.
BEGIN;
SELECT plan(33);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'exact',
        '{
            "44.99": 44.99, "45": 45, "47": 47, "47.01": 47.01,
            "67.99": 67.99, "68": 68, "69.99": 69.99, "70": 70,
            "max_weight_per_day": 100, "raw_share": 1
        }'
    )$$,
    'a version whose events are named after the score that they make'
);

CREATE TEMPORARY TABLE example AS
SELECT
    format('00000000-0000-0000-0000-%s', lpad(row_number() OVER ()::text, 12, '0'))::uuid
        AS user_id,
    e.*
FROM (
    SELECT s.score, p.previous, s.expected[p.place] AS expected
    FROM (
        VALUES
        ('44.99', ARRAY['NeedsCare', 'NeedsCare', 'NeedsCare', 'NeedsCare']),
        ('45', ARRAY['Steady', 'Steady', 'Steady', 'NeedsCare']),
        ('47', ARRAY['Steady', 'Steady', 'Steady', 'NeedsCare']),
        ('47.01', ARRAY['Steady', 'Steady', 'Steady', 'Steady']),
        ('67.99', ARRAY['Steady', 'Steady', 'Steady', 'Steady']),
        ('68', ARRAY['Steady', 'Rising', 'Steady', 'Steady']),
        ('69.99', ARRAY['Steady', 'Rising', 'Steady', 'Steady']),
        ('70', ARRAY['Rising', 'Rising', 'Rising', 'Rising'])
    ) AS s (score, expected)
    CROSS JOIN (VALUES (1, NULL), (2, 'Rising'), (3, 'Steady'), (4, 'NeedsCare')) AS p (
        place, previous
    )
) AS e;

INSERT INTO auth.users (id, created_at)
SELECT e.user_id, '2026-01-01 00:00:00+00' FROM example AS e;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT e.user_id, e.score, '2026-03-10 09:00:00+00' FROM example AS e;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT e.user_id, '2026-03-09', 50, 50, 50, e.previous, '{}', 1, 'v2'
FROM example AS e
WHERE e.previous IS NOT NULL;

SELECT is(
    ROW(s.final_score, s.momentum_state)::text,
    ROW(e.score::numeric(5, 2), e.expected)::text,
    format('%s after %s: %s', e.score, COALESCE(e.previous, 'no day'), e.expected)
)
FROM example AS e
CROSS JOIN LATERAL momentum.calculate_score(e.user_id, '2026-03-10', 'exact') AS s
ORDER BY e.user_id;

SELECT * FROM finish();
ROLLBACK;
