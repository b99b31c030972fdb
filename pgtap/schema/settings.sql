-- The settings of an installation.
BEGIN;
SELECT plan(6);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.settings'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('name', 'text', true),
        ('value', 'text', true),
        ('pattern', 'text', true),
        ('description', 'text', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'settings has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.settings'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (name)'],
    'its key is name'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.settings'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.settings'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT throws_ok(
    $$INSERT INTO momentum.settings (name, value, pattern, description)
    VALUES ('failed_share_limit', '0.5', '.*', 'again')$$,
    '23505', NULL, 'a setting has one value'
);
SELECT throws_ok(
    $$INSERT INTO momentum.settings (name, value, pattern) VALUES ('x', 'y', '.*')$$,
    '23502', NULL, 'a setting says what it does'
);

SELECT * FROM finish();
ROLLBACK;
