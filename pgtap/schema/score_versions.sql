-- Parameters of the score, as data.
BEGIN;
SELECT plan(16);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.score_versions'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('version', 'text', true),
        ('max_events_per_type', 'integer', false),
        ('max_weight_per_day', 'numeric(10,2)', true),
        ('default_weight', 'numeric(8,2)', true),
        ('half_life_days', 'numeric(6,2)', true),
        ('history_days', 'integer', true),
        ('raw_share', 'numeric(4,3)', true),
        ('rising_threshold', 'numeric(5,2)', true),
        ('needs_care_threshold', 'numeric(5,2)', true),
        ('hysteresis', 'numeric(5,2)', true),
        ('zero_event_policy', 'text', true),
        ('effective_from', 'date', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'score_versions has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.score_versions'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (version)'],
    'its key is version'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.score_versions'::regclass AND k.contype = 'u'$$,
    ARRAY[
        'UNIQUE (effective_from)'
    ],
    'unique besides: effective_from'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.score_versions'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT throws_ok(
    $$UPDATE momentum.score_versions SET effective_from = '-infinity' WHERE version = 'v1'$$,
    '23505', NULL, 'no two versions take effect on the same day'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET effective_from = 'infinity' WHERE version = 'v1'$$,
    '23514', NULL, 'a version does not begin at the end of time'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET max_weight_per_day = 0 WHERE version = 'v1'$$,
    '23514', NULL, 'a full day is more than nothing'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET max_events_per_type = 0 WHERE version = 'v1'$$,
    '23514', NULL, 'a cap per type lets something through'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET default_weight = -1 WHERE version = 'v1'$$,
    '23514', NULL, 'the default weight is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET half_life_days = 0 WHERE version = 'v1'$$,
    '23514', NULL, 'the half life is positive'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET history_days = -1 WHERE version = 'v1'$$,
    '23514', NULL, 'the history is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET raw_share = 1.001 WHERE version = 'v1'$$,
    '23514', NULL, 'the share of the day is at most one'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET raw_share = -0.001 WHERE version = 'v1'$$,
    '23514', NULL, 'the share of the day is at least zero'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET rising_threshold = 40 WHERE version = 'v1'$$,
    '23514', NULL, 'Rising begins above NeedsCare'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET hysteresis = -1 WHERE version = 'v1'$$,
    '23514', NULL, 'the hysteresis is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET zero_event_policy = 'ignore' WHERE version = 'v1'$$,
    '23514', NULL, 'there are two zero-event policies'
);

SELECT * FROM finish();
ROLLBACK;
