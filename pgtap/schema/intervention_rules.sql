-- The rules of interventions; their values are checked by a trigger.
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
        a.attrelid = 'momentum.intervention_rules'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('name', 'text', true),
        ('description', 'text', true),
        ('rule_type', 'text', true),
        ('momentum_state', 'text', false),
        ('threshold', 'numeric(5,2)', true),
        ('within_days', 'integer', true),
        ('counts_empty_days', 'boolean', true),
        ('limit_hours', 'integer', true),
        ('per_day', 'integer', true),
        ('intervention_type', 'text', false),
        ('notification_type', 'text', false),
        ('title', 'text', false),
        ('message', 'text', false),
        ('active', 'boolean', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'intervention_rules has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.intervention_rules'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (name)'],
    'its key is name'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.intervention_rules'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: these'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.intervention_rules'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to these'
);
SELECT results_eq(
    $$SELECT
        name, rule_type, momentum_state, threshold, within_days, counts_empty_days, limit_hours,
        per_day, intervention_type, notification_type, active
    FROM momentum.intervention_rules ORDER BY name$$,
    $$VALUES
        (
            'consistency', 'state_changes', NULL::text, 4.00, 7, false, 24, 1, NULL::text,
            'consistency_reminder', true
        ),
        (
            'needs_care', 'consecutive_days', 'NeedsCare', 2, 7, false, 24, 1, 'check_in',
            'needs_care', true
        ),
        ('rising', 'days_in_state', 'Rising', 4, 5, false, 12, 2, NULL, 'celebration', true),
        ('score_drop', 'score_drop', NULL, 15, 3, false, 8, 2, NULL, 'support', true)$$,
    'the rules that an installation begins with'
);
SELECT throws_ok(
    $$UPDATE momentum.intervention_rules SET name = ' '$$, '23514', NULL, 'a rule has a name'
);

SELECT * FROM finish();
ROLLBACK;
