-- The explanation has the numbers of the stored row, and its parts add up to them.
BEGIN;
SELECT plan(33);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    '00000000-0000-0000-0000-000000000001', '2026-03-10'::date - h.days_back, h.final_score,
    h.final_score, h.final_score, h.state, '{}', 1, 'v1'
FROM (VALUES (1, 80, 'Rising'), (4, 60, 'Steady'), (30, 20, 'NeedsCare'), (31, 90, 'Rising')) AS h (
    days_back, final_score, state
);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT
    '00000000-0000-0000-0000-000000000001', t.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n), t.pillar_id
FROM (
    VALUES ('app_session', 7, NULL), ('goal_setting', 1, 'sleep'), ('moon_walk', 2, NULL)
) AS t (event_type, copies, pillar_id)
CROSS JOIN LATERAL generate_series(1, t.copies) AS n;

CREATE TEMPORARY TABLE stored AS
SELECT s.*
FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1') AS s;
CREATE TEMPORARY TABLE explained AS
SELECT momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS j;

SELECT is(x.j #>> string_to_array(f.path, ' '), f.value, format('%s is that of the row', f.path))
FROM explained AS x
CROSS JOIN stored AS s
CROSS JOIN LATERAL (
    VALUES
    ('user_id', s.user_id::text),
    ('score_date', s.score_date::text),
    ('version', s.algorithm_version),
    ('normalized_score', s.normalized_score::text),
    ('raw event_count', s.event_count::text),
    ('raw points', s.calculation_metadata ->> 'points'),
    ('decay decayed', s.calculation_metadata ->> 'decayed'),
    ('blend final_score', s.final_score::text),
    ('state momentum_state', s.momentum_state),
    ('state previous_state', s.calculation_metadata ->> 'previous_state')
) AS f (path, value);
SELECT is(
    (SELECT (x.j #>> '{raw,raw_score}')::numeric FROM explained AS x),
    (SELECT s.raw_score::numeric FROM stored AS s),
    'raw raw_score is that of the row'
);

SELECT is(x.j #>> string_to_array(f.path, ' '), f.value, format('%s is %s', f.path, f.value))
FROM explained AS x
CROSS JOIN (
    VALUES
    ('stored', 'true'),
    ('up_to_date', 'true'),
    ('raw points', '29'),
    ('raw event_count', '10'),
    ('raw max_events_per_type', '5'),
    ('raw max_weight_per_day', '100'),
    ('decay half_life_days', '10'),
    ('decay history_days', '30'),
    ('blend raw_share', '0.7'),
    ('blend zero_event_policy', 'decay'),
    ('blend zero_event_applied', 'false'),
    ('state previous_state', 'Rising'),
    ('state momentum_state', 'NeedsCare'),
    ('state rising_threshold', '70.00'),
    ('state needs_care_threshold', '45.00'),
    ('state hysteresis', '2.00'),
    ('state decided_by_hysteresis', 'false')
) AS f (path, value);

SELECT is(
    (
        SELECT jsonb_object_agg(e.entry ->> 'event_type', e.entry - ARRAY[
            'event_type', 'weight', 'capped', 'pillars', 'counted_events', 'capped_events'
        ])
        FROM explained AS x CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'events') AS e (entry)
    ),
    (SELECT s.breakdown -> 'events' FROM stored AS s),
    'the types have the counts and points of the breakdown'
);
SELECT is(
    (
        SELECT jsonb_agg(h.entry - ARRAY['weight', 'contribution'])
        FROM explained AS x CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'history') AS h (entry)
    ),
    '[
        {
            "score_date": "2026-03-09", "days_back": 1, "final_score": 80.00,
            "momentum_state": "Rising"
        },
        {
            "score_date": "2026-03-06", "days_back": 4, "final_score": 60.00,
            "momentum_state": "Steady"
        },
        {
            "score_date": "2026-02-08", "days_back": 30, "final_score": 20.00,
            "momentum_state": "NeedsCare"
        }
    ]',
    'the history is newest first, and has nothing older than history_days'
);
SELECT is_empty(
    $$SELECT h.entry
    FROM explained AS x CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'history') AS h (entry)
    WHERE
        abs(
            (h.entry ->> 'weight')::numeric
            - 0.5 ^ ((h.entry ->> 'days_back')::numeric / 10)
        ) > 0.000000001
        OR abs(
            (h.entry ->> 'contribution')::numeric
            - (h.entry ->> 'weight')::numeric * (h.entry ->> 'final_score')::numeric
        ) > 0.0001$$,
    'each weighs 0.5 ^ (days back / 10), and contributes its score times that'
);
SELECT ok(
    (
        SELECT
            abs(
                (x.j #>> '{decay,weighted_sum}')::numeric
                - sum((h.entry ->> 'contribution')::numeric)
            ) < 0.001
            AND abs(
                (x.j #>> '{decay,weight_sum}')::numeric - sum((h.entry ->> 'weight')::numeric)
            ) < 0.001
        FROM explained AS x CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'history') AS h (entry)
        GROUP BY x.j
    ),
    'the sums are those of the history'
);
SELECT ok(
    (
        SELECT
            abs(
                (x.j #>> '{decay,decayed}')::numeric
                - (
                    (x.j ->> 'normalized_score')::numeric
                    + (x.j #>> '{decay,weighted_sum}')::numeric
                )
                / (1 + (x.j #>> '{decay,weight_sum}')::numeric)
            ) < 0.01
            AND abs(
                (x.j #>> '{blend,final_score}')::numeric
                - 0.7 * (x.j ->> 'normalized_score')::numeric
                - 0.3 * (x.j #>> '{decay,decayed}')::numeric
            ) <= 0.005
        FROM explained AS x
    ),
    'who follows the formula by hand arrives at the final score'
);

SELECT * FROM finish();
ROLLBACK;
