-- Partitions that retention has dropped.
BEGIN;
SELECT plan(5);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.dropped_partitions'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'bigint', true),
        ('partition_name', 'text', true),
        ('from_day', 'date', true),
        ('to_day', 'date', true),
        ('row_count', 'bigint', true),
        ('dropped_at', 'timestamp with time zone', true)$$,
    'dropped_partitions has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.dropped_partitions'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.dropped_partitions'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.dropped_partitions'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT throws_ok(
    $$INSERT INTO momentum.dropped_partitions (partition_name, from_day, to_day, row_count)
    VALUES ('a', '2025-01-01', '2025-01-01', 0)$$,
    '23514', NULL, 'a partition has days'
);

SELECT * FROM finish();
ROLLBACK;
