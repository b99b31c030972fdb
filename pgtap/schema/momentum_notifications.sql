-- What users are told about momentum.
BEGIN;
SELECT plan(16);

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
        a.attrelid = 'momentum.momentum_notifications'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('rule_name', 'text', false),
        ('score_date', 'date', false),
        ('window_start', 'timestamp with time zone', false),
        ('day', 'date', false),
        ('ordinal', 'integer', false),
        ('notification_type', 'text', true),
        ('title', 'text', true),
        ('message', 'text', true),
        ('read_at', 'timestamp with time zone', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'momentum_notifications has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_notifications'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_notifications'::regclass AND k.contype = 'u'$$,
    ARRAY[
        'UNIQUE (user_id, rule_name, window_start)',
        'UNIQUE (user_id, rule_name, day, ordinal)'
    ],
    'unique besides: these'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_notifications'::regclass AND k.contype = 'f'$$,
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
            i.indrelid = 'momentum.momentum_notifications'::regclass
            AND i.indisvalid
            AND a.attname = 'user_id'
    ),
    'an index begins with user_id'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.momentum_notifications'::regclass
            AND i.indisvalid
            AND a.attname = 'id'
    ),
    'an index begins with id'
);
INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
CREATE FUNCTION pg_temp.add(p_rule text, p_window timestamptz, p_ordinal integer)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.momentum_notifications (
        user_id, rule_name, score_date, window_start, ordinal, notification_type, title, message
    )
    SELECT
        pg_temp.u(1), p_rule, p_window::date, p_window, p_ordinal, 'note', 'Title', 'Message'
$add$;
SET timezone = 'Asia/Tokyo';
SELECT lives_ok(
    $$SELECT pg_temp.add('score_drop', '2026-11-21 16:00Z', 1)$$, 'one of a rule'
);
SELECT is(
    (SELECT n.day FROM momentum.momentum_notifications AS n), '2026-11-21',
    'its day is that of the window, UTC'
);
SELECT throws_ok(
    $$SELECT pg_temp.add('score_drop', '2026-11-21 16:00Z', 2)$$, '23505', NULL,
    'each window of a rule once'
);
SELECT throws_ok(
    $$SELECT pg_temp.add('score_drop', '2026-11-21 08:00Z', 1)$$, '23505', NULL,
    'each number of a day once'
);
SELECT lives_ok(
    $$SELECT pg_temp.add('score_drop', '2026-11-21 08:00Z', 2)$$, 'the second one of the day'
);
SELECT throws_ok(
    format('SELECT pg_temp.add(%L, %L, %s)', 'score_drop', '2026-11-22Z', n), '23514', NULL,
    format('number %s', n)
)
FROM (VALUES (0), (4)) AS w (n);
SELECT throws_ok(
    $$SELECT pg_temp.add('score_drop', '2026-11-22Z', NULL)$$, '23514', NULL,
    'that of a rule has a number'
);
SELECT lives_ok(
    $$SELECT pg_temp.add(NULL, NULL, NULL) FROM generate_series(1, 2)$$,
    'by hand as many as you like'
);
SELECT throws_ok(
    $$SELECT pg_temp.add(NULL, NULL, 1)$$, '23514', NULL, 'that of no rule has none'
);

SELECT * FROM finish();
ROLLBACK;
