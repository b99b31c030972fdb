-- Activities whose badges are to be looked at.
BEGIN;
SELECT plan(5);

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
        a.attrelid = 'momentum.badge_queue'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'bigint', true),
        ('activity_id', 'uuid', true),
        ('organisation_id', 'uuid', false),
        ('activity_type', 'text', true),
        ('completed_at', 'timestamp with time zone', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'badge_queue has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_queue'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_queue'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_queue'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT lives_ok(
    $$INSERT INTO momentum.badge_queue (user_id, activity_id, activity_type, completed_at)
    SELECT pg_temp.u(9), pg_temp.u(31), 'session', '2026-11-20 08:00Z'
    FROM generate_series(1, 2)$$,
    'an activity may wait twice, and a user may be gone'
);

SELECT * FROM finish();
ROLLBACK;
