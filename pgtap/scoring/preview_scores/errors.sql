-- Wrong arguments are errors with a code and a hint.
BEGIN;
SELECT plan(16);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

CREATE FUNCTION pg_temp.error_of(p_arguments text, OUT code text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE 'SELECT * FROM momentum.preview_scores(' || p_arguments || ')';
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
END
$error_of$;
CREATE TEMPORARY TABLE example AS
SELECT c.*, e.*
FROM (
    VALUES
    (1, $$NULL, '2026-03-10', '2026-03-11'$$, 'PM002', 'no version'),
    (2, $$'v9', '2026-03-10', '2026-03-11'$$, 'PM002', 'an unknown version'),
    (3, $$'v1', NULL, '2026-03-11'$$, 'PM004', 'no first day'),
    (4, $$'v1', '2026-03-10', NULL$$, 'PM004', 'no last day'),
    (5, $$'v1', '2026-03-11', '2026-03-10'$$, 'PM004', 'days the wrong way round'),
    (6, $$'v1', '2026-03-10', '2026-03-13'$$, 'PM003', 'a day to come'),
    (
        7, $$'v1', '2026-03-10', '2026-03-11', '{00000000-0000-0000-0000-00000000000f}'$$,
        'PM001', 'an unknown user'
    ),
    (8, $$'v1', '2026-03-10', '2026-03-11', '{NULL}'$$, 'PM001', 'no user')
) AS c (number, arguments, expected, description)
CROSS JOIN LATERAL pg_temp.error_of(c.arguments) AS e;

SELECT is(e.code, e.expected, e.description) FROM example AS e ORDER BY e.number;
SELECT isnt(COALESCE(e.hint, ''), '', e.description || ': with a hint')
FROM example AS e ORDER BY e.number;

SELECT * FROM finish();
ROLLBACK;
