-- Wrong arguments are errors before anything is committed, with a code and a hint.
BEGIN;
SELECT plan(30);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
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
UPDATE momentum.score_versions SET effective_from = '2026-03-01' WHERE version = 'v2';

CREATE TEMPORARY TABLE example AS
SELECT c.*, e.*
FROM (
    VALUES
    (1, $$NULL, '2026-03-10'$$, 'PM004', 'no first day'),
    (2, $$'2026-03-10', NULL$$, 'PM004', 'no last day'),
    (3, $$'-infinity', '2026-03-10'$$, 'PM004', 'from the beginning of time'),
    (4, $$'2026-03-10', 'infinity'$$, 'PM004', 'to the end of time'),
    (5, $$'2026-03-10', '2026-03-09'$$, 'PM004', 'the last day before the first'),
    (6, $$'2026-03-10', '2026-03-13'$$, 'PM003', 'a span that ends tomorrow'),
    (7, $$'2026-02-28', '2026-03-10'$$, 'PM002', 'a span that begins before all versions'),
    (8, $$'2026-03-10', '2026-03-10', ARRAY[NULL]::uuid[]$$, 'PM001', 'a null user'),
    (
        9, $$'2026-03-10', '2026-03-10', '{00000000-0000-0000-0000-00000000000f}'$$,
        'PM001', 'an unknown user'
    ),
    (
        10, $$'2026-03-10', '2026-03-10', '{00000000-0000-0000-0000-000000000002}'$$,
        'PM001', 'a deleted user'
    ),
    (11, $$'2026-03-10', '2026-03-10', NULL, 0$$, 'PM006', 'pages of nobody'),
    (12, $$'2026-03-10', '2026-03-10', NULL, NULL$$, 'PM006', 'pages of no size'),
    (13, $$'2026-03-10', '2026-03-10', NULL, 500, 0$$, 'PM006', 'a commit every no rows'),
    (14, $$'2026-03-10', '2026-03-10', NULL, 500, NULL$$, 'PM006', 'a commit at no interval')
) AS c (n, arguments, expected, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('CALL momentum.recalculate_scores(%s)', c.arguments)
) AS e;

SELECT is(x.code, x.expected, format('%s: %s', x.description, x.expected))
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;
SELECT is_empty('SELECT * FROM momentum.daily_engagement_scores', 'nothing was stored');

SELECT throws_ok(
    $$CALL momentum.recalculate_scores('2026-03-10', '2026-03-11', '{}')$$,
    '2D000', NULL, 'inside a transaction it fails at once, whether or not there is work'
);

SELECT * FROM finish();
ROLLBACK;
