-- What users completed.
BEGIN;
SELECT plan(14);

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
        a.attrelid = 'momentum.activities'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('organisation_id', 'uuid', false),
        ('activity_type', 'text', true),
        ('completed_at', 'timestamp with time zone', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'activities has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.activities'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.activities'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.activities'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id)'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.activities'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.activities (user_id, id, organisation_id, activity_type, completed_at)
VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), 'session', '2026-03-01Z');

SELECT throws_ok(
    $$INSERT INTO momentum.activities (user_id, id, activity_type, completed_at)
    VALUES (pg_temp.u(1), pg_temp.u(21), 'lesson', '2026-04-01Z')$$,
    '23505', NULL, 'the same user and id is the same activity'
);
SELECT throws_ok(
    $$UPDATE momentum.activities SET activity_type = ' '$$,
    '23514', NULL, 'a type is not blank'
);
SELECT throws_ok(
    $$UPDATE momentum.activities SET activity_type = repeat('x', 201)$$,
    '23514', NULL, 'nor longer than 200'
);
SELECT throws_ok(
    $$UPDATE momentum.activities SET completed_at = 'infinity'$$,
    '23514', NULL, 'an instant is one'
);
SELECT throws_ok(
    $$UPDATE momentum.activities SET completed_at = '10000-01-01Z'$$,
    '23514', NULL, 'before the year 10000'
);
SELECT throws_ok(
    $$UPDATE momentum.activities SET completed_at = '0001-12-31 23:59:59.999999Z BC'$$,
    '23514', NULL, 'and after Christ'
);
SELECT throws_ok(
    $$DELETE FROM momentum.organisations$$,
    '23503', NULL, 'an organisation with activities is deleted softly'
);
SELECT lives_ok(
    $$UPDATE momentum.activities SET completed_at = '0001-01-01 00:00:00Z'$$,
    'the first instant of the year 1'
);
SELECT lives_ok(
    $$UPDATE momentum.activities SET completed_at = '9999-12-31 23:59:59.999999Z'$$,
    'the last one of 9999'
);

SELECT * FROM finish();
ROLLBACK;
