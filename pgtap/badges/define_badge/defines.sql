-- A badge of an organisation.
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
SELECT momentum.define_badge(
    pg_temp.u(11), 'Weeks', 'streak', 4, 'week', '{session}', true
) AS id \gset
SELECT is(
    (
        SELECT ROW(
            b.id, b.organisation_id, b.name, b.criteria_type, b.window_unit, b.required,
            b.activity_types, b.open_window_grace, b.active
        )::text
        FROM momentum.badge_definitions AS b
    ),
    ROW(
        :'id'::uuid, pg_temp.u(11), 'Weeks', 'streak', 'week', 4, '{session}'::text[], true, true
    )::text,
    'a streak'
);
SELECT isnt(
    momentum.define_badge(pg_temp.u(11), 'Ten', 'count', 10, p_open_window_grace => NULL), NULL,
    'a count'
);
SELECT isnt(
    momentum.define_badge(pg_temp.u(12), 'Ten', 'count', 10), NULL,
    'another organisation may use the name'
);
SELECT is(
    (SELECT array_agg(DISTINCT b.open_window_grace) FROM momentum.badge_definitions AS b
    WHERE b.name = 'Ten'),
    '{f}', 'without grace unless said'
);
UPDATE momentum.organisations SET deleted_at = now() WHERE id = pg_temp.u(12);
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    (
        $$SELECT momentum.define_badge(NULL, 'x', 'count', 1)$$,
        'PM007', 'unknown organisation: null'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(13), 'x', 'count', 1)$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000013'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(12), 'x', 'count', 1)$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000012'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), ' ', 'count', 1)$$,
        'PM006', 'a badge needs a name of at most 200 characters, on one line'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), NULL, 'count', 1)$$,
        'PM006', 'a badge needs a name of at most 200 characters, on one line'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), E'two\nlines', 'count', 1)$$,
        'PM006', 'a badge needs a name of at most 200 characters, on one line'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), repeat('x', 201), 'count', 1)$$,
        'PM006', 'a badge needs a name of at most 200 characters, on one line'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), 'Ten', 'count', 1)$$,
        'PM006', 'the organisation has a badge ''Ten'''
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), 'x', 'points', 1)$$,
        'PM006', 'unknown criteria: points'
    ),
    (
        $$SELECT momentum.define_badge(pg_temp.u(11), 'x', 'streak', 0, 'day')$$,
        'PM006', 'the number required is not positive: 0'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
