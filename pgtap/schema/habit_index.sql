-- Habits of users.
BEGIN;
SELECT plan(8);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.habit_index'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('habit', 'text', true),
        ('pillar_id', 'text', false),
        ('strength', 'numeric(5,2)', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'habit_index has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.habit_index'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.habit_index'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.habit_index'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id)'
    ],
    'it refers to auth.users, momentum.momentum_pillars'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.habit_index'::regclass
            AND i.indisvalid
            AND a.attname = 'pillar_id'
    ),
    'an index begins with pillar_id'
);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT throws_ok(
    $$INSERT INTO momentum.habit_index (user_id, habit, strength) 
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', 100.01)$$,
    '23514', NULL, 'the strength is at most 100'
);
SELECT throws_ok(
    $$INSERT INTO momentum.habit_index (user_id, habit, strength) 
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', -0.01)$$,
    '23514', NULL, 'the strength is at least 0'
);
SELECT throws_ok(
    $$INSERT INTO momentum.habit_index (user_id, habit)
    VALUES ('00000000-0000-0000-0000-000000000001', '')$$,
    '23514', NULL, 'a habit has a name'
);

SELECT * FROM finish();
ROLLBACK;
