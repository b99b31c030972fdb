-- A weights object becomes a version and its weights; what it leaves out has a default.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep');

SELECT results_eq(
    $$SELECT
        v.version, v.max_events_per_type, v.max_weight_per_day::numeric, v.default_weight::numeric,
        v.half_life_days::numeric, v.history_days, v.raw_share::numeric,
        v.rising_threshold::numeric, v.needs_care_threshold::numeric, v.hysteresis::numeric,
        v.zero_event_policy, v.effective_from
    FROM momentum.load_score_version(
        'full',
        '{
            "nap": 2.5, "walk": 0, "max_weight_per_day": 12.5, "max_events_per_type": 3,
            "default_weight": 0.25, "half_life_days": 7.5, "history_days": 14, "raw_share": 0.625,
            "rising_threshold": 80, "needs_care_threshold": 30.5, "hysteresis": 1.5,
            "zero_event_policy": "decay", "pillars": {"nap": "sleep"}
        }',
        '2026-03-10'
    ) AS v$$,
    $$VALUES (
        'full', 3, 12.5, 0.25, 7.5, 14, 0.625, 80::numeric, 30.5, 1.5, 'decay', '2026-03-10'::date
    )$$,
    'every reserved key is a setting of the version'
);
SELECT results_eq(
    $$SELECT w.event_type, w.weight::numeric, w.pillar_id FROM momentum.event_weights AS w
    WHERE w.version = 'full' ORDER BY w.event_type$$,
    $$VALUES ('nap', 2.5, 'sleep'), ('walk', 0, NULL)$$,
    'every other key is an event type with its weight, and its pillar where one is given'
);

SELECT results_eq(
    $$SELECT
        v.max_events_per_type, v.default_weight::numeric, v.half_life_days::numeric,
        v.history_days, v.raw_share::numeric, v.rising_threshold::numeric,
        v.needs_care_threshold::numeric, v.hysteresis::numeric, v.zero_event_policy,
        v.effective_from
    FROM momentum.load_score_version('bare', '{"max_weight_per_day": 10}') AS v$$,
    $$VALUES (
        NULL::integer, 0::numeric, 10::numeric, 30, 0.7, 70::numeric, 45::numeric, 2::numeric,
        'zero', NULL::date
    )$$,
    'the defaults, and not active'
);
SELECT is_empty(
    $$SELECT * FROM momentum.event_weights WHERE version = 'bare'$$,
    'a version may be without event types'
);
SELECT results_eq(
    $$SELECT v.max_events_per_type, v.history_days
    FROM momentum.load_score_version(
        'decimal', '{"max_weight_per_day": 10, "max_events_per_type": 5.0, "history_days": 3e1}'
    ) AS v$$,
    'VALUES (5, 30)',
    'a whole number may be written with decimals or an exponent'
);

SELECT * FROM finish();
ROLLBACK;
