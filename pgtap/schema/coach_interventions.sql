-- What a coach is to do for a user.
BEGIN;
SELECT plan(17);

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
        a.attrelid = 'momentum.coach_interventions'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('organisation_id', 'uuid', false),
        ('rule_name', 'text', false),
        ('score_date', 'date', false),
        ('window_start', 'timestamp with time zone', false),
        ('intervention_type', 'text', true),
        ('status', 'text', true),
        ('trigger_reason', 'text', true),
        ('scheduled_date', 'date', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'coach_interventions has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.coach_interventions'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.coach_interventions'::regclass AND k.contype = 'u'$$,
    ARRAY[
        'UNIQUE (user_id, rule_name, window_start)'
    ],
    'unique besides: these'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.coach_interventions'::regclass AND k.contype = 'f'$$,
    ARRAY[
        'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
        'FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id)'
    ],
    'it refers to these'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.coach_interventions'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);
SELECT ok(
    EXISTS (
        SELECT FROM pg_index AS i
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE
            i.indrelid = 'momentum.coach_interventions'::regclass
            AND i.indisvalid
            AND a.attname = 'user_id'
    ),
    'an index begins with user_id'
);
INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
CREATE FUNCTION pg_temp.add(p_rule text, p_window timestamptz, p_status text DEFAULT 'scheduled')
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.coach_interventions (
        user_id, rule_name, score_date, window_start, intervention_type, status, trigger_reason,
        scheduled_date
    )
    SELECT
        pg_temp.u(1), p_rule, p_window::date, p_window, 'call', p_status, 'test', '2026-11-21'
$add$;
SELECT lives_ok(
    $$SELECT pg_temp.add('needs_care', '2026-11-21Z')$$, 'one of a rule'
);
SELECT throws_ok(
    $$SELECT pg_temp.add('needs_care', '2026-11-21Z', 'completed')$$, '23505', NULL,
    'each window of a rule once'
);
SELECT lives_ok(
    $$SELECT pg_temp.add('needs_care', '2026-11-22Z', 'in_progress')$$, 'and the next'
);
SELECT lives_ok(
    $$SELECT pg_temp.add(NULL, NULL) FROM generate_series(1, 2)$$, 'by hand as many as you like'
);
SELECT throws_ok(
    $$SELECT pg_temp.add('needs_care', NULL)$$, '23514', NULL, 'that of a rule has a window'
);
SELECT throws_ok(
    $$SELECT pg_temp.add(NULL, '2026-11-21Z')$$, '23514', NULL, 'that of no rule has none'
);
SELECT throws_ok(
    $$SELECT pg_temp.add(NULL, NULL, 'forgotten')$$, '23514', NULL, 'known statuses only'
);
SELECT lives_ok(
    'DELETE FROM momentum.intervention_rules', 'a rule may be deleted; what it made stays'
);
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Harbour');
INSERT INTO momentum.coach_interventions (
    user_id, organisation_id, intervention_type, trigger_reason, scheduled_date
)
VALUES (pg_temp.u(1), pg_temp.u(11), 'call', 'test', '2026-11-21');
SELECT throws_ok(
    $$DELETE FROM momentum.organisations$$, '23503', NULL,
    'an organisation that has interventions stays: without it, all coaches would see them'
);
SELECT lives_ok(
    $$UPDATE momentum.organisations SET deleted_at = '2026-11-21Z'$$, 'marked as deleted'
);
DELETE FROM auth.users;
SELECT lives_ok('DELETE FROM momentum.organisations', 'or deleted once it has none');

SELECT * FROM finish();
ROLLBACK;
