-- Spans and instants that make no sense.
BEGIN;
SELECT plan(10);

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
    (
        $$SELECT momentum.reconcile_badges('0')$$,
        'PM006', 'bad span: 00:00:00'
    ),
    (
        $$SELECT momentum.reconcile_badges('-1 hour')$$,
        'PM006', 'bad span: -01:00:00'
    ),
    (
        $$SELECT momentum.reconcile_badges(NULL)$$,
        'PM006', 'bad span: null'
    ),
    (
        $$SELECT momentum.reconcile_badges('101 years')$$,
        'PM006', 'bad span: 101 years'
    ),
    (
        $$SELECT momentum.reconcile_badges('1 day', 'infinity')$$,
        'PM004', 'the instant lies outside the years 1 to 9999'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
