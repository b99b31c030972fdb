-- Wrong arguments, and a day that is taken. Each error carries a hint and names what is wrong.
BEGIN;
SELECT plan(15);

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
    (1, $$NULL, '2026-03-10'$$, 'PM002', 'null', 'no name'),
    (2, $$'v9', '2026-03-10'$$, 'PM002', 'v9', 'an unknown name'),
    (3, $$'legacy', NULL$$, 'PM002', 'legacy', 'the name of imported rows'),
    (4, $$'v1', 'infinity'$$, 'PM004', 'v1', 'a first day that never comes'),
    (5, $$'v1', '-infinity'$$, 'PM006', '-infinity', 'the first day of another version')
) AS c (n, arguments, expected, named, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('SELECT momentum.activate_score_version(%s)', c.arguments)
) AS e;

SELECT is(x.code, x.expected, x.description || ' is refused') FROM example AS x ORDER BY x.n;
SELECT matches(x.message, x.named, x.description || ' is named') FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;

SELECT * FROM finish();
ROLLBACK;
