-- Streaks that make no sense are refused, with a hint.
BEGIN;
SELECT plan(21);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.outcome(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql AS $outcome$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$outcome$;
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    ($$SELECT momentum._check_streak('year', 1, NULL)$$, 'PM006', 'unknown window: year'),
    ($$SELECT momentum._check_streak('Day', 1, NULL)$$, 'PM006', 'unknown window: Day'),
    ($$SELECT momentum._check_streak(NULL, 1, NULL)$$, 'PM006', 'unknown window: null'),
    (
        $$SELECT momentum._check_streak('day', 0, NULL)$$,
        'PM006', 'the number required is not positive: 0'
    ),
    (
        $$SELECT momentum._check_streak('day', -1, NULL)$$,
        'PM006', 'the number required is not positive: -1'
    ),
    (
        $$SELECT momentum._check_streak('day', NULL, NULL)$$,
        'PM006', 'the number required is not positive: null'
    ),
    ($$SELECT momentum._check_streak('day', 1, '{}')$$, 'PM006', 'bad activity types: {}'),
    (
        $$SELECT momentum._check_streak('day', 1, '{session,NULL}')$$,
        'PM006', 'bad activity types: {session,NULL}'
    ),
    (
        $$SELECT momentum._check_streak('day', 1, '{" "}')$$, 'PM006', 'bad activity types: {" "}'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT lives_ok(
    format('SELECT momentum._check_streak(%L, %s, %L)', w.unit, w.required, w.types),
    format('%s %s of %s', w.required, w.unit, COALESCE(w.types, 'anything'))
)
FROM (
    VALUES ('day', 1, NULL), ('week', 2147483647, '{session}'), ('month', 3, '{session,call}')
) AS w (unit, required, types);

SELECT * FROM finish();
ROLLBACK;
