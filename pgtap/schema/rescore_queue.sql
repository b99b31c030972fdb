-- Users whose stored scores are to be recomputed.
BEGIN;
SELECT plan(6);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.rescore_queue'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'bigint', true),
        ('from_date', 'date', true),
        ('reason', 'text', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'rescore_queue has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.rescore_queue'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.rescore_queue'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.rescore_queue'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.rescore_queue'::regclass
            AND i.indisvalid
            AND a.attname = 'id'
    ),
    'an index begins with id'
);

SELECT lives_ok(
    $$INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    VALUES ('00000000-0000-0000-0000-00000000000f', '2026-03-10', 'test')$$,
    'the queue remembers a user that is gone: it refers to nobody'
);

SELECT * FROM finish();
ROLLBACK;
