-- Badges of organisations.
BEGIN;
SELECT plan(10);

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
        a.attrelid = 'momentum.badge_definitions'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'uuid', true),
        ('organisation_id', 'uuid', true),
        ('name', 'text', true),
        ('criteria_type', 'text', true),
        ('window_unit', 'text', false),
        ('required', 'integer', true),
        ('activity_types', 'text[]', false),
        ('open_window_grace', 'boolean', true),
        ('active', 'boolean', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'badge_definitions has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_definitions'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (id)'],
    'its key is id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_definitions'::regclass AND k.contype = 'u'$$,
    ARRAY['UNIQUE (organisation_id, name)'],
    'unique besides: organisation_id, name'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_definitions'::regclass AND k.contype = 'f'$$,
    ARRAY['FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id)'],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.badge_definitions'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.badge_definitions (id, organisation_id, name, criteria_type, required)
VALUES (pg_temp.u(21), pg_temp.u(11), 'Badge', 'count', 1);
INSERT INTO momentum.badge_awards (user_id, badge_id, organisation_id, earned_at, source)
VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), '2026-11-20 12:00+00', 'manual');
SELECT throws_ok(
    $$UPDATE momentum.badge_definitions SET name = ' '$$,
    '23514', NULL, 'a name is not blank'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_definitions SET name = repeat('x', 201)$$,
    '23514', NULL, 'nor longer than 200'
);
SELECT throws_ok(
    $$INSERT INTO momentum.badge_definitions (organisation_id, name, criteria_type, required)
    VALUES (NULL, 'x', 'count', 1)$$,
    '23502', NULL, 'a badge belongs to an organisation'
);
SELECT throws_ok(
    $$INSERT INTO momentum.badge_definitions (organisation_id, name, criteria_type, required)
    VALUES (pg_temp.u(11), 'Badge', 'count', 1)$$,
    '23505', NULL, 'each name once'
);
SELECT throws_ok(
    $$DELETE FROM momentum.badge_definitions$$,
    '23503', NULL, 'a badge that somebody has stays'
);

SELECT * FROM finish();
ROLLBACK;
