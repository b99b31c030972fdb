-- Journal entries of users.
BEGIN;
SELECT plan(7);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.motivation_journal'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('entry', 'text', true),
        ('mood', 'smallint', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'motivation_journal has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.motivation_journal'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.motivation_journal'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.motivation_journal'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE'
    ],
    'it refers to auth.users'
);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT throws_ok(
    $$INSERT INTO momentum.motivation_journal (user_id, entry, mood) 
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', 0)$$,
    '23514', NULL, 'the mood is at least 1'
);
SELECT throws_ok(
    $$INSERT INTO momentum.motivation_journal (user_id, entry, mood) 
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', 11)$$,
    '23514', NULL, 'the mood is at most 10'
);
SELECT throws_ok(
    $$INSERT INTO momentum.motivation_journal (user_id)
    VALUES ('00000000-0000-0000-0000-000000000001')$$,
    '23502', NULL, 'an entry says something'
);

SELECT * FROM finish();
ROLLBACK;
