-- Wrong arguments are errors with a code and a hint, and store nothing.
BEGIN;
SELECT plan(32);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 23:59:59.999999+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-11 00:00:00+00');

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
    (1, $$'2026-03-10', ARRAY[NULL]::uuid[]$$, 'PM001', 'null', 'a null among the users'),
    (
        2,
        $$'2026-03-10', ARRAY['00000000-0000-0000-0000-000000000001', NULL]::uuid[]$$,
        'PM001', 'null', 'a null beside a known user'
    ),
    (
        3,
        $$'2026-03-10', ARRAY[
            '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000f'
        ]::uuid[]$$,
        'PM001', '00000000-0000-0000-0000-00000000000f', 'an unknown user'
    ),
    (
        4, $$'2026-03-10', ARRAY['00000000-0000-0000-0000-000000000002']::uuid[]$$,
        'PM001', '00000000-0000-0000-0000-000000000002', 'a deleted user'
    ),
    (5, $$'2026-03-10', NULL, 'v9'$$, 'PM002', 'v9', 'an unknown version'),
    (6, $$'2026-03-10', '{}', 'v9'$$, 'PM002', 'v9', 'an unknown version for nobody'),
    (7, $$'2026-03-13'$$, 'PM003', '2026-03-13', 'tomorrow'),
    (8, $$NULL$$, 'PM004', 'date', 'no day'),
    (9, $$'infinity'$$, 'PM004', 'infinity', 'the end of time'),
    (10, $$'-infinity'$$, 'PM004', 'infinity', 'the beginning of time')
) AS c (n, arguments, expected, named, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('SELECT momentum.calculate_scores(%s)', c.arguments)
) AS e;

SELECT is(x.code, x.expected, format('%s: %s', x.description, x.expected))
FROM example AS x ORDER BY x.n;
SELECT matches(x.message, x.named, x.description || ': the message says which')
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;

SELECT is_empty('SELECT * FROM momentum.daily_engagement_scores', 'nothing was stored');
SELECT lives_ok(
    $$SELECT momentum.calculate_scores('2026-03-12')$$, 'today may be scored, before it is over'
);

SELECT * FROM finish();
ROLLBACK;
