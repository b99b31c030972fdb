-- Themes that events belong to.
BEGIN;
SELECT plan(6);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.momentum_pillars'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'text', true),
        ('name', 'text', true),
        ('description', 'text', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'momentum_pillars has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_pillars'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_pillars'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_pillars'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT throws_ok(
    $$INSERT INTO momentum.momentum_pillars (id, name) VALUES ('unassigned', 'None')$$,
    '23514', NULL, 'the word for events without a pillar is no pillar'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_pillars (id, name) VALUES ('', 'Empty')$$,
    '23514', NULL, 'a pillar has a name'
);

SELECT * FROM finish();
ROLLBACK;
