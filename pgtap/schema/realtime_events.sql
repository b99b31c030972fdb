-- The outbox, partitioned by the day on which positions were given out.
BEGIN;
SELECT plan(7);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.realtime_events'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('position', 'bigint', true),
        ('sequenced_at', 'timestamp with time zone', true),
        ('event_type', 'text', true),
        ('payload', 'jsonb', true),
        ('created_at', 'timestamp with time zone', true)$$,
    'realtime_events has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_events'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, "position", sequenced_at)'],
    'its key is user_id, position, sequenced_at'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_events'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.realtime_events'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);
SELECT is(
    pg_get_partkeydef('momentum.realtime_events'::regclass), 'RANGE (sequenced_at)',
    'it is partitioned by the time when positions were given out'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.realtime_events'::regclass
            AND i.indisvalid
            AND a.attname = 'position'
    ),
    'an index begins with position'
);
INSERT INTO momentum.realtime_events
VALUES (gen_random_uuid(), 1, '1970-01-01 00:00Z', 'a', '{}', '1970-01-01 00:00Z');
SELECT is(
    (SELECT count(*) FROM momentum.realtime_events_default), 1::bigint,
    'the default partition takes what has no partition of its own'
);

SELECT * FROM finish();
ROLLBACK;
