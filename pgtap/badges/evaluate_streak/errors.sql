-- Arguments that make no sense.
BEGIN;
SELECT plan(24);

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
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'year', 1)$$,
        'PM006', 'unknown window: year'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), NULL, 1)$$,
        'PM006', 'unknown window: null'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 0)$$,
        'PM006', 'the number required is not positive: 0'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'week', -3)$$,
        'PM006', 'the number required is not positive: -3'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'week', NULL)$$,
        'PM006', 'the number required is not positive: null'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 1, '{}')$$,
        'PM006', 'bad activity types: {}'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 1, '{a,NULL}')$$,
        'PM006', 'bad activity types: {a,NULL}'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 1,
            p_organisation_id => pg_temp.u(13))$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000013'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 1, p_now => 'infinity')$$,
        'PM004', 'the instant lies outside the years 1 to 9999'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(1), 'day', 1, p_now => '-infinity')$$,
        'PM004', 'the instant lies outside the years 1 to 9999'
    ),
    (
        $$SELECT momentum.evaluate_streak(pg_temp.u(9), 'day', 1)$$,
        'PM001', 'unknown user: 00000000-0000-0000-0000-000000000009'
    ),
    ($$SELECT momentum.evaluate_streak(NULL, 'day', 1)$$, 'PM001', 'unknown user: null')
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
