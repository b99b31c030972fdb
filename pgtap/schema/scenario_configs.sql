-- What organisations have decided; its values are checked by a trigger.
BEGIN;
SELECT plan(6);

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
        a.attrelid = 'momentum.scenario_configs'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'bigint', true),
        ('organisation_id', 'uuid', false),
        ('scenario_type', 'text', true),
        ('enabled', 'boolean', false),
        ('thresholds', 'integer[]', false),
        ('activity_types', 'text[]', false),
        ('inactive_after', 'interval', false),
        ('expires_within', 'interval', false),
        ('cooldown', 'interval', false),
        ('message', 'jsonb', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'scenario_configs has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_configs'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_configs'::regclass AND k.contype = 'u'$$,
    ARRAY[
        'UNIQUE NULLS NOT DISTINCT (organisation_id, scenario_type)'
    ],
    'unique besides: these'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_configs'::regclass AND k.contype = 'f'$$,
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
            i.indrelid = 'momentum.scenario_configs'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

SELECT results_eq(
    $$SELECT
        scenario_type, enabled, thresholds, activity_types, inactive_after, expires_within,
        cooldown, message
    FROM momentum.scenario_configs WHERE organisation_id IS NULL ORDER BY id$$,
    $$VALUES
        (
            'milestone', NULL::boolean, '{50,100,200}'::integer[], NULL::text[], NULL::interval,
            NULL::interval, NULL::interval, '{}'::jsonb
        ),
        ('inactivity', NULL, NULL, NULL, '14 days', NULL, '7 days', '{}'),
        ('expiry', NULL, NULL, NULL, NULL, '30 days', '7 days', '{}')$$,
    'the defaults that an installation begins with'
);

SELECT * FROM finish();
ROLLBACK;
