-- Who belongs to which organisation.
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
        a.attrelid = 'momentum.memberships'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('organisation_id', 'uuid', true),
        ('joined_at', 'timestamp with time zone', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'memberships has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.memberships'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, organisation_id)'],
    'its key is user_id, organisation_id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.memberships'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.memberships'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id) ON DELETE CASCADE'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.memberships'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));

SELECT throws_ok(
    $$INSERT INTO momentum.memberships (user_id, organisation_id)
    VALUES (pg_temp.u(1), pg_temp.u(11))$$,
    '23505', NULL, 'a member is one once'
);
SELECT lives_ok(
    $$DELETE FROM momentum.organisations$$,
    'an organisation takes its memberships along'
);

SELECT * FROM finish();
ROLLBACK;
