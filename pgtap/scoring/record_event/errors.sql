-- Wrong events are errors with a code and a hint, and store nothing.
BEGIN;
SELECT plan(35);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-01 00:00:00+00');

CREATE FUNCTION pg_temp.error_of(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$error_of$;

CREATE TEMPORARY TABLE example AS
SELECT c.*, e.*
FROM (
    VALUES
    (1, NULL, $$, 'a'$$, 'PM001', 'nobody'),
    (2, '00000000-0000-0000-0000-00000000000f', $$, 'a'$$, 'PM001', 'an unknown user'),
    (3, '00000000-0000-0000-0000-000000000002', $$, 'a'$$, 'PM001', 'a deleted user'),
    (4, '00000000-0000-0000-0000-000000000001', $$, NULL$$, 'PM005', 'no type'),
    (5, '00000000-0000-0000-0000-000000000001', $$, ''$$, 'PM005', 'an empty type'),
    (6, '00000000-0000-0000-0000-000000000001', $$, '  '$$, 'PM005', 'a blank type'),
    (
        7, '00000000-0000-0000-0000-000000000001', $$, repeat('x', 201)$$, 'PM005',
        'a type of 201 characters'
    ),
    (
        8, '00000000-0000-0000-0000-000000000001',
        $$, 'a', NULL, '{}', '0e000000-0000-0000-0000-000000000001'$$,
        'PM005', 'an id without a time'
    ),
    (9, '00000000-0000-0000-0000-000000000001', $$, 'a', 'infinity'$$, 'PM005', 'never'),
    (10, '00000000-0000-0000-0000-000000000001', $$, 'a', '-infinity'$$, 'PM005', 'always'),
    (
        11, '00000000-0000-0000-0000-000000000001', $$, 'a', '2026-03-10 09:35:00.000001+00'$$,
        'PM005', 'five minutes and a microsecond ahead'
    ),
    (
        12, '00000000-0000-0000-0000-000000000001', $$, 'a', '2027-03-10 09:30:00+00'$$,
        'PM005', 'a year ahead'
    ),
    (
        13, '00000000-0000-0000-0000-000000000001', $$, 'a', NULL, NULL$$, 'PM005',
        'null for a payload'
    ),
    (14, '00000000-0000-0000-0000-000000000001', $$, 'a', NULL, 'null'$$, 'PM005', 'a JSON null'),
    (15, '00000000-0000-0000-0000-000000000001', $$, 'a', NULL, '[]'$$, 'PM005', 'a JSON array'),
    (16, '00000000-0000-0000-0000-000000000001', $$, 'a', NULL, '"a"'$$, 'PM005', 'a JSON string'),
    (
        17, '00000000-0000-0000-0000-000000000001',
        $$, 'a', NULL, jsonb_build_object('a', repeat('x', 65528))$$,
        'PM005', 'a payload of 65,537 bytes'
    )
) AS c (n, user_id, arguments, expected, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('SELECT momentum.record_event(%L%s)', c.user_id, c.arguments)
) AS e;

SELECT is(x.code, x.expected, format('%s: %s', x.description, x.expected))
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;
SELECT is_empty('SELECT * FROM momentum.momentum_events', 'nothing was recorded');

SELECT * FROM finish();
ROLLBACK;
