-- One row per user and day.
BEGIN;
SELECT plan(14);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.daily_engagement_scores'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('score_date', 'date', true),
        ('raw_score', 'numeric(10,2)', true),
        ('normalized_score', 'numeric(5,2)', true),
        ('final_score', 'numeric(5,2)', true),
        ('momentum_state', 'text', true),
        ('breakdown', 'jsonb', true),
        ('event_count', 'integer', true),
        ('algorithm_version', 'text', true),
        ('calculation_metadata', 'jsonb', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'daily_engagement_scores has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.daily_engagement_scores'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, score_date) INCLUDE (final_score, momentum_state)'],
    'its key is user_id, score_date'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.daily_engagement_scores'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.daily_engagement_scores'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE'
    ],
    'it refers to auth.users'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.daily_engagement_scores'::regclass
            AND i.indisvalid
            AND a.attname = 'score_date'
    ),
    'an index begins with score_date'
);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-10', 4, 40, 40, 'NeedsCare', '{}', 2, 'v2'
);

SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET final_score = 100.01$$,
    '23514', NULL, 'a score is at most 100'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET final_score = -0.01$$,
    '23514', NULL, 'a score is at least 0'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET normalized_score = 100.01$$,
    '23514', NULL, 'a normalised score is at most 100'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET normalized_score = -0.01$$,
    '23514', NULL, 'a normalised score is at least 0'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET raw_score = -0.01$$,
    '23514', NULL, 'a raw score is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET momentum_state = 'Falling'$$,
    '23514', NULL, 'there are three states'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET event_count = -1$$,
    '23514', NULL, 'a count is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.daily_engagement_scores SET score_date = 'infinity'$$,
    '23514', NULL, 'a score has a day'
);
SELECT throws_ok(
    $$INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
        breakdown, event_count, algorithm_version
    ) SELECT
        user_id, score_date, 0, 0, 0, 'NeedsCare', '{}', 0, 'v2'
    FROM momentum.daily_engagement_scores$$,
    '23505', NULL, 'a user has one score a day'
);

SELECT * FROM finish();
ROLLBACK;
