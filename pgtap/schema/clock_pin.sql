-- The row that pins the clock.
BEGIN;
SELECT plan(7);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.clock_pin'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('singleton', 'boolean', true),
        ('pinned_at', 'timestamp with time zone', true)$$,
    'clock_pin has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.clock_pin'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (singleton)'],
    'its key is singleton'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.clock_pin'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.clock_pin'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT throws_ok(
    $$INSERT INTO momentum.clock_pin VALUES (false, now())$$,
    '23514', NULL, 'there is no second clock'
);
SELECT throws_ok(
    $$INSERT INTO momentum.clock_pin (pinned_at) VALUES ('infinity')$$,
    '23514', NULL, 'the clock cannot be pinned to infinity'
);
SELECT throws_ok(
    $$INSERT INTO momentum.clock_pin (pinned_at) VALUES (NULL)$$,
    '23502', NULL, 'a pinned clock shows something'
);

SELECT * FROM finish();
ROLLBACK;
