-- What has fired; two unique keys decide that it fires once.
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
        a.attrelid = 'momentum.scenario_notifications'::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid', true),
        ('id', 'uuid', true),
        ('organisation_id', 'uuid', false),
        ('scenario_type', 'text', true),
        ('milestone_year', 'integer', false),
        ('milestone_value', 'integer', false),
        ('credential_id', 'uuid', false),
        ('cooldown_window_start', 'timestamp with time zone', false),
        ('subject_id', 'uuid', false),
        ('idempotency_key', 'text', true),
        ('announced', 'boolean', true),
        ('payload', 'jsonb', true),
        ('dispatched_at', 'timestamp with time zone', false),
        ('read_at', 'timestamp with time zone', false),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'scenario_notifications has these columns, in this order, null only where said'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_notifications'::regclass AND k.contype = 'p'$$,
    ARRAY['PRIMARY KEY (user_id, id)'],
    'its key is user_id, id'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_notifications'::regclass AND k.contype = 'u'$$,
    ARRAY[
        'UNIQUE (milestone_year, user_id, milestone_value)',
        'UNIQUE (cooldown_window_start, scenario_type, user_id, subject_id)'
    ],
    'unique besides: these'
);
SELECT set_eq(
    $$SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    WHERE k.conrelid = 'momentum.scenario_notifications'::regclass AND k.contype = 'f'$$,
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
            i.indrelid = 'momentum.scenario_notifications'::regclass
            AND i.indisvalid
            AND a.attname = 'organisation_id'
    ),
    'an index begins with organisation_id'
);

INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(1), '2026-01-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.scenario_notifications (
    user_id, organisation_id, scenario_type, milestone_year, milestone_value, credential_id,
    cooldown_window_start
)
VALUES
    (pg_temp.u(1), NULL, 'milestone', 2026, 50, NULL, NULL),
    (pg_temp.u(1), pg_temp.u(11), 'inactivity', NULL, NULL, NULL, '2026-11-19Z'),
    (pg_temp.u(1), pg_temp.u(11), 'expiry', NULL, NULL, pg_temp.u(21), '2026-11-19Z');

SELECT throws_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, organisation_id, scenario_type, milestone_year, milestone_value
    ) VALUES (pg_temp.u(1), pg_temp.u(11), 'milestone', 2026, 50)$$,
    '23505', NULL, 'a milestone fires once, whichever organisation it is for'
);
SELECT throws_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, organisation_id, scenario_type, cooldown_window_start
    ) VALUES (pg_temp.u(1), pg_temp.u(11), 'inactivity', '2026-11-19Z')$$,
    '23505', NULL, 'a reminder once in a window'
);
SELECT throws_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, scenario_type, credential_id, cooldown_window_start
    ) VALUES (pg_temp.u(1), 'expiry', pg_temp.u(21), '2026-11-19Z')$$,
    '23505', NULL, 'a warning once in a window, whichever organisation it is for'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET milestone_year = NULL
    WHERE scenario_type = 'milestone'$$,
    '23502', NULL, 'a milestone has a year, or it has no key'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET milestone_value = 1
    WHERE scenario_type = 'expiry'$$,
    '23514', NULL, 'others have no threshold'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET cooldown_window_start = '2026-11-19Z'
    WHERE scenario_type = 'milestone'$$,
    '23514', NULL, 'a milestone has no window'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET credential_id = NULL
    WHERE scenario_type = 'expiry'$$,
    '23514', NULL, 'a warning has a credential'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET credential_id = pg_temp.u(22)
    WHERE scenario_type = 'inactivity'$$,
    '23514', NULL, 'and nothing else has'
);
SELECT throws_ok(
    $$UPDATE momentum.scenario_notifications SET organisation_id = NULL
    WHERE scenario_type = 'inactivity'$$,
    '23502', NULL, 'a reminder has an organisation'
);
SELECT throws_ok(
    $$DELETE FROM momentum.organisations$$,
    '23503', NULL, 'an organisation that said something is deleted softly'
);
SELECT lives_ok(
    $$INSERT INTO momentum.scenario_notifications (
        user_id, organisation_id, scenario_type, milestone_year, milestone_value,
        credential_id, cooldown_window_start
    )
    VALUES
        (pg_temp.u(1), NULL, 'milestone', 2025, 50, NULL, NULL),
        (pg_temp.u(1), NULL, 'milestone', 2026, 100, NULL, NULL),
        (pg_temp.u(1), pg_temp.u(11), 'inactivity', NULL, NULL, NULL, '2026-11-26Z'),
        (pg_temp.u(1), pg_temp.u(11), 'expiry', NULL, NULL, pg_temp.u(22), '2026-11-19Z')$$,
    'another year, threshold, window or credential is another one'
);
SELECT is_empty(
    $$SELECT idempotency_key FROM momentum.scenario_notifications
    GROUP BY 1 HAVING count(*) > 1$$,
    'and has another idempotency key'
);

SELECT * FROM finish();
ROLLBACK;
