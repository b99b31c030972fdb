-- What users did, partitioned by time.
BEGIN;
SELECT plan(14);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.momentum_events'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'uuid', true),
        ('user_id', 'uuid', true),
        ('pillar_id', 'text', false),
        ('event_type', 'text', true),
        ('event_ts', 'timestamp with time zone', true),
        ('payload', 'jsonb', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true),
        ('deleted_at', 'timestamp with time zone', false)$$,
    'momentum_events has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_events'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, event_ts, id)'],
    'its key is user_id, event_ts, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_events'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.momentum_events'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id)'
    ],
    'it refers to auth.users, momentum.momentum_pillars'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.momentum_events'::regclass
            AND i.indisvalid
            AND a.attname = 'event_ts'
    ),
    'an index begins with event_ts'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.momentum_events'::regclass
            AND i.indisvalid
            AND a.attname = 'pillar_id'
    ),
    'an index begins with pillar_id'
);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES ('00000000-0000-0000-0000-00000000000f', 'a', '2026-03-10 12:00:00+00')$$,
    '23503', NULL, 'an event belongs to a user that exists'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES ('00000000-0000-0000-0000-000000000001', '', '2026-03-10 12:00:00+00')$$,
    '23514', NULL, 'an event has a type'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', 'infinity')$$,
    '23514', NULL, 'an event happens at some time'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, payload)
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', '2026-03-10 12:00:00+00', '[]')$$,
    '23514', NULL, 'a payload is an object'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
    VALUES (
        '00000000-0000-0000-0000-000000000001', 'a', '2026-03-10 12:00:00+00', 'nowhere'
    )$$,
    '23503', NULL, 'the pillar of an event exists'
);
SELECT throws_ok(
    $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, id)
    SELECT
        '00000000-0000-0000-0000-000000000001', n::text, '2026-03-10 12:00:00+00',
        '00000000-0000-0000-0000-000000000001'
    FROM generate_series(1, 2) AS n$$,
    '23505', NULL, 'the same user, time and id is the same event'
);

SELECT is(
    (SELECT pg_get_partkeydef('momentum.momentum_events'::regclass)),
    'RANGE (event_ts)',
    'events are partitioned by their time'
);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'early', '1970-01-01 00:00:00+00');
SELECT is(
    (SELECT count(*) FROM momentum.momentum_events_default AS e WHERE e.event_type = 'early'),
    1::bigint,
    'the default partition takes an event whose time has no partition'
);

SELECT * FROM finish();
ROLLBACK;
