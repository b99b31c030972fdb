-- Activities per user and year.
BEGIN;
SELECT plan(13);

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
        a.attrelid = 'momentum.annual_summary'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('year', 'integer', true),
        ('session_count', 'integer', true),
        ('last_activity_at', 'timestamp with time zone', false),
        ('computed_at', 'timestamp with time zone', true)$$,
    'annual_summary has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.annual_summary'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, year)'],
    'its key is user_id, year'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.annual_summary'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.annual_summary'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.annual_summary'::regclass
            AND i.indisvalid
            AND a.attname = 'year'
    ),
    'an index begins with year'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.annual_summary (user_id, year, session_count) VALUES (pg_temp.u(1), 2026, 0);

SELECT throws_ok(
    $$UPDATE momentum.annual_summary SET session_count = -1$$,
    '23514', NULL, 'a count is not negative'
);
SELECT throws_ok(
    format('UPDATE momentum.annual_summary SET year = %s', y.year), '23514', NULL,
    format('there is no year %s', y.year)
)
FROM (VALUES (-1), (0), (10000)) AS y (year);
SELECT lives_ok(
    format('UPDATE momentum.annual_summary SET year = %s', y.year), format('year %s', y.year)
)
FROM (VALUES (1), (9999), (2026)) AS y (year);
SELECT throws_ok(
    $$INSERT INTO momentum.annual_summary (user_id, year, session_count)
    VALUES (pg_temp.u(1), 2026, 0)$$,
    '23505', NULL, 'a year has one row'
);

SELECT * FROM finish();
ROLLBACK;
