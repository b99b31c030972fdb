-- Years whose summary is unknown.
BEGIN;
SELECT plan(8);

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
        a.attrelid = 'momentum.summary_queue'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'bigint', true),
        ('year', 'integer', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'summary_queue has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.summary_queue'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.summary_queue'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.summary_queue'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT lives_ok(
    $$INSERT INTO momentum.summary_queue (user_id, year)
    VALUES (pg_temp.u(9), 2026), (pg_temp.u(9), 2026)$$,
    'a year may wait twice, and a user may be gone'
);
SELECT throws_ok(
    format(
        'INSERT INTO momentum.summary_queue (user_id, year) VALUES (%L, %s)', pg_temp.u(9), y.year
    ),
    '23514', NULL, format('there is no year %s', y.year)
)
FROM (VALUES (-1), (0), (10000)) AS y (year);

SELECT * FROM finish();
ROLLBACK;
