-- One row: how far the outbox goes.
BEGIN;
SELECT plan(7);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.realtime_positions'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('singleton', 'boolean', true),
        ('last_position', 'bigint', true),
        ('day_position', 'bigint', true),
        ('dropped_position', 'bigint', true),
        ('sequenced_at', 'timestamp with time zone', true),
        ('timeline', 'integer', true)$$,
    'realtime_positions has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_positions'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (singleton)'],
    'its key is singleton'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_positions'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_positions'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT results_eq(
    $$SELECT last_position, day_position, dropped_position, sequenced_at
    FROM momentum.realtime_positions$$,
    $$VALUES (0::bigint, 0::bigint, 0::bigint, '-infinity'::timestamptz)$$,
    'an installation begins with nothing'
);
SELECT throws_ok(
    'INSERT INTO momentum.realtime_positions (singleton) VALUES (false)',
    '23514', NULL, 'there is one row'
);
SELECT throws_ok(
    'UPDATE momentum.realtime_positions SET dropped_position = 1',
    '23514', NULL, 'nothing is dropped that was never there'
);

SELECT * FROM finish();
ROLLBACK;
