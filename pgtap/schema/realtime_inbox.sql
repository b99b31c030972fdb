-- Announcements that have no position yet.
BEGIN;
SELECT plan(6);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.realtime_inbox'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'bigint', true),
        ('event_type', 'text', true),
        ('payload', 'jsonb', true),
        ('created_at', 'timestamp with time zone', true)$$,
    'realtime_inbox has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_inbox'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id, user_id)'],
    'its key is id, user_id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_inbox'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_inbox'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT lives_ok(
    $$INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
    VALUES (gen_random_uuid(), 'a', '{}')$$,
    'a user may be gone'
);
SELECT is(
    (
        SELECT c.reloptions @> ARRAY['autovacuum_vacuum_scale_factor=0']
        FROM pg_class AS c
        WHERE c.oid = 'momentum.realtime_inbox'::regclass
    ),
    true,
    'it is vacuumed by the number of rows that have gone, whatever its size'
);

SELECT * FROM finish();
ROLLBACK;
