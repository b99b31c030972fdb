-- How announcements went.
BEGIN;
SELECT plan(6);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.realtime_event_metrics'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'bigint', true),
        ('event_type', 'text', true),
        ('channel_name', 'text', true),
        ('payload_size', 'integer', false),
        ('processing_time_ms', 'integer', false),
        ('success', 'boolean', true),
        ('error_message', 'text', false),
        ('created_at', 'timestamp with time zone', true)$$,
    'realtime_event_metrics has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_event_metrics'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_event_metrics'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_event_metrics'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT throws_ok(
    $$INSERT INTO momentum.realtime_event_metrics (event_type, channel_name, payload_size)
    VALUES ('a', 'b', -1)$$,
    '23514', NULL, 'a size is not negative'
);
SELECT lives_ok(
    $$INSERT INTO momentum.realtime_event_metrics (user_id, event_type, channel_name)
    VALUES (gen_random_uuid(), 'a', 'b')$$,
    'a user may be gone'
);

SELECT * FROM finish();
ROLLBACK;
