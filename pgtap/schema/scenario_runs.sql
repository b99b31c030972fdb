-- Each evaluation, and what came of it.
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
        a.attrelid = 'momentum.scenario_runs'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'bigint', true),
        ('scenario_type', 'text', true),
        ('evaluated_at', 'timestamp with time zone', true),
        ('organisation_id', 'uuid', false),
        ('named_users', 'integer', false),
        ('evaluated_users', 'bigint', true),
        ('triggered', 'bigint', true),
        ('skipped', 'bigint', true),
        ('created_at', 'timestamp with time zone', true)$$,
    'scenario_runs has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_runs'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_runs'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_runs'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id) ON DELETE CASCADE'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.scenario_runs'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

INSERT INTO momentum.scenario_runs (
    scenario_type, evaluated_at, evaluated_users, triggered, skipped
)
VALUES ('expiry', '2026-11-21Z', 1, 1, 0);

SELECT throws_ok(
    $$UPDATE momentum.scenario_runs SET evaluated_users = -1$$,
    '23514', NULL, 'evaluated_users is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_runs SET triggered = -1$$,
    '23514', NULL, 'triggered is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_runs SET skipped = -1$$,
    '23514', NULL, 'skipped is not negative'
);

SELECT * FROM finish();
ROLLBACK;
