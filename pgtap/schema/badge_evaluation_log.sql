-- Activities whose badges were evaluated.
BEGIN;
SELECT plan(7);

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
        a.attrelid = 'momentum.badge_evaluation_log'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('activity_id', 'uuid', true),
        ('organisation_id', 'uuid', false),
        ('evaluated_at', 'timestamp with time zone', true),
        ('badges_evaluated', 'integer', true),
        ('badges_awarded', 'integer', true),
        ('source', 'text', true)$$,
    'badge_evaluation_log has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_evaluation_log'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, activity_id)'],
    'its key is user_id, activity_id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_evaluation_log'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_evaluation_log'::regclass AND k.contype = 'f'$$,
    ARRAY[]::text[],
    'it refers to no table'
);

SELECT lives_ok(
    $$INSERT INTO momentum.badge_evaluation_log (
        user_id, activity_id, evaluated_at, badges_evaluated, badges_awarded, source
    )
    VALUES (pg_temp.u(9), pg_temp.u(8), now(), 0, 0, 'trigger')$$,
    'user and activity may be gone'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_evaluation_log SET badges_evaluated = -1$$,
    '23514', NULL, 'a count is not negative'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_evaluation_log SET badges_awarded = -1$$,
    '23514', NULL, 'neither is the other'
);

SELECT * FROM finish();
ROLLBACK;
