-- Arguments that make no sense.
BEGIN;
SELECT plan(14);

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
UPDATE momentum.organisations SET deleted_at = now() WHERE id = pg_temp.u(12);
UPDATE auth.users SET deleted_at = now() WHERE id = pg_temp.u(2);
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    (
        $$SELECT momentum.evaluate_badges(NULL, pg_temp.u(11))$$,
        'PM001', 'unknown user: null'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(9), pg_temp.u(11))$$,
        'PM001', 'unknown user: 00000000-0000-0000-0000-000000000009'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(2), pg_temp.u(11))$$,
        'PM001', 'unknown user: 00000000-0000-0000-0000-000000000002'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(1), NULL)$$,
        'PM007', 'unknown organisation: null'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(1), pg_temp.u(13))$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000013'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(1), pg_temp.u(12))$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000012'
    ),
    (
        $$SELECT momentum.evaluate_badges(pg_temp.u(1), pg_temp.u(11), 'infinity')$$,
        'PM004', 'the instant lies outside the years 1 to 9999'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
