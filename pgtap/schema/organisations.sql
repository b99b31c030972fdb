-- Who coordinates members.
BEGIN;
SELECT plan(7);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.organisations'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'uuid', true),
        ('name', 'text', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'organisations has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.organisations'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.organisations'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.organisations'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');

SELECT throws_ok(
    $$UPDATE momentum.organisations SET name = ' '$$,
    '23514', NULL, 'a name is not blank'
);
SELECT throws_ok(
    $$UPDATE momentum.organisations SET name = repeat('x', 201)$$,
    '23514', NULL, 'nor longer than 200'
);
SELECT throws_ok(
    $$UPDATE momentum.organisations SET name = NULL$$,
    '23502', NULL, 'nor missing'
);

SELECT * FROM finish();
ROLLBACK;
