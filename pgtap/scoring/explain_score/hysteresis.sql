-- Whether hysteresis decided: only where the state would be another without the previous one.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT momentum.load_score_version(
    'exact',
    '{
        "44": 44, "46": 46, "50": 50, "69": 69, "70": 70,
        "max_weight_per_day": 100, "raw_share": 1
    }',
    '2026-03-10'
) AS loaded \gset

CREATE TEMPORARY TABLE example AS
SELECT
    format('00000000-0000-0000-0000-%s', lpad(row_number() OVER ()::text, 12, '0'))::uuid
        AS user_id,
    e.*
FROM (
    VALUES
    ('69', 'Rising', 'Rising', true),
    ('70', 'Rising', 'Rising', false),
    ('69', 'Steady', 'Steady', false),
    ('69', NULL, 'Steady', false),
    ('46', 'NeedsCare', 'NeedsCare', true),
    ('44', 'NeedsCare', 'NeedsCare', false),
    ('46', 'Rising', 'Steady', false),
    ('50', 'NeedsCare', 'Steady', false)
) AS e (score, previous, state, decided);
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
    (momentum.explain_score(e.user_id, '2026-03-10') -> 'state')
    - ARRAY['rising_threshold', 'needs_care_threshold', 'hysteresis'],
    jsonb_build_object(
        'previous_state', e.previous, 'momentum_state', e.state, 'decided_by_hysteresis', e.decided
    ),
    format('%s after %s', e.score, COALESCE(e.previous, 'no day'))
)
FROM example AS e
ORDER BY e.user_id;

SELECT * FROM finish();
ROLLBACK;
