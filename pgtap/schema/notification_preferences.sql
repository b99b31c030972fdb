-- What users do not want to hear of.
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
        a.attrelid = 'momentum.notification_preferences'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('scenario_type', 'text', true),
        ('opted_out', 'boolean', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'notification_preferences has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.notification_preferences'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, scenario_type)'],
    'its key is user_id, scenario_type'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.notification_preferences'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.notification_preferences'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE'
    ],
    'it refers to these'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.notification_preferences (user_id, scenario_type)
VALUES (pg_temp.u(1), 'expiry');

SELECT throws_ok(
    $$UPDATE momentum.notification_preferences SET scenario_type = 'birthday'$$,
    '23514', NULL, 'a scenario is one of the three'
);
SELECT throws_ok(
    $$UPDATE momentum.notification_preferences SET opted_out = NULL$$,
    '23502', NULL, 'out or in'
);

SELECT * FROM finish();
ROLLBACK;
