-- Who has which badge.
BEGIN;
SELECT plan(11);

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
        a.attrelid = 'momentum.badge_awards'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('badge_id', 'uuid', true),
        ('organisation_id', 'uuid', true),
        ('awarded_at', 'timestamp with time zone', true),
        ('earned_at', 'timestamp with time zone', true),
        ('activity_id', 'uuid', false),
        ('source', 'text', true),
        ('evidence', 'jsonb', true),
        ('announced', 'boolean', true),
        ('dispatched_at', 'timestamp with time zone', false),
        ('revoked_at', 'timestamp with time zone', false),
        ('revoked_reason', 'text', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'badge_awards has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_awards'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, badge_id)'],
    'its key is user_id, badge_id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_awards'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.badge_awards'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (badge_id) REFERENCES momentum.badge_definitions(id)',
        'FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id)'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.badge_awards'::regclass
            AND i.indisvalid
            AND a.attname = 'badge_id'
    ),
    'an index begins with badge_id'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.badge_awards'::regclass
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
    $$INSERT INTO momentum.badge_awards (user_id, badge_id, organisation_id, earned_at, source)
    VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), '2026-11-21 12:00+00', 'trigger')$$,
    '23505', NULL, 'each user and badge once'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_awards SET source = 'magic'$$,
    '23514', NULL, 'known sources only'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_awards SET revoked_at = now()$$,
    '23514', NULL, 'revoked for a reason'
);
SELECT throws_ok(
    $$UPDATE momentum.badge_awards SET revoked_reason = 'x'$$,
    '23514', NULL, 'a reason is of a revocation'
);
SELECT throws_ok(
    $$DELETE FROM momentum.organisations$$,
    '23503', NULL, 'an organisation with badges is deleted softly'
);

SELECT * FROM finish();
ROLLBACK;
