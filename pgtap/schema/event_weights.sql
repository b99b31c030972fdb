-- Points of each event type under a version.
BEGIN;
SELECT plan(10);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE
        a.attrelid = 'momentum.event_weights'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('version', 'text', true),
        ('event_type', 'text', true),
        ('weight', 'numeric(8,2)', true),
        ('pillar_id', 'text', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'event_weights has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.event_weights'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (version, event_type)'],
    'its key is version, event_type'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.event_weights'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.event_weights'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (version) REFERENCES momentum.score_versions(version) ON DELETE CASCADE',
        'FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id)'
    ],
    'it refers to momentum.score_versions, momentum.momentum_pillars'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.event_weights'::regclass
            AND i.indisvalid
            AND a.attname = 'pillar_id'
    ),
    'an index begins with pillar_id'
);

SELECT throws_ok(
    $$UPDATE momentum.event_weights SET weight = -0.01 WHERE version = 'v1'$$,
    '23514', NULL, 'weights are never negative'
);
SELECT throws_ok(
    $$INSERT INTO momentum.event_weights (version, event_type, weight) VALUES ('v1', '', 1)$$,
    '23514', NULL, 'an event type has a name'
);
SELECT throws_ok(
    $$INSERT INTO momentum.event_weights (version, event_type, weight)
    VALUES ('v1', 'app_session', 1)$$,
    '23505', NULL, 'a type has one weight in a version'
);
SELECT throws_ok(
    $$INSERT INTO momentum.event_weights (version, event_type, weight) VALUES ('v0', 'a', 1)$$,
    '23503', NULL, 'weights belong to a version that exists'
);
SELECT throws_ok(
    $$INSERT INTO momentum.event_weights (version, event_type, weight, pillar_id)
    VALUES ('v1', 'a', 1, 'nowhere')$$,
    '23503', NULL, 'the pillar of a weight exists'
);

SELECT * FROM finish();
ROLLBACK;
