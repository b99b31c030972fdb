-- Awards in question.
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
        a.attrelid = 'momentum.award_reviews'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('badge_id', 'uuid', true),
        ('activity_id', 'uuid', true),
        ('reason', 'text', true),
        ('resolved_at', 'timestamp with time zone', false),
        ('resolution', 'text', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'award_reviews has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.award_reviews'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.award_reviews'::regclass AND k.contype = 'u'$$,
    ARRAY[]::text[],
    'unique besides: nothing'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.award_reviews'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (badge_id) REFERENCES momentum.badge_definitions(id)'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.award_reviews'::regclass
            AND i.indisvalid
            AND a.attname = 'badge_id'
    ),
    'an index begins with badge_id'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.badge_definitions (id, organisation_id, name, criteria_type, required)
VALUES (pg_temp.u(21), pg_temp.u(11), 'Badge', 'count', 1);
INSERT INTO momentum.badge_awards (user_id, badge_id, organisation_id, earned_at, source)
VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(11), '2026-11-20 12:00+00', 'manual');
INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
VALUES (pg_temp.u(1), pg_temp.u(21), pg_temp.u(31), 'test');
SELECT throws_ok(
    $$UPDATE momentum.award_reviews SET activity_id = NULL$$,
    '23502', NULL, 'it names the activity'
);
DELETE FROM auth.users;
SELECT is_empty('SELECT FROM momentum.award_reviews', 'it goes with its user');

SELECT * FROM finish();
ROLLBACK;
