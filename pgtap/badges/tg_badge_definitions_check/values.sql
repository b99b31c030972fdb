-- Criteria that make no sense are refused when they are written.
BEGIN;
SELECT plan(28);

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
CREATE FUNCTION pg_temp.define(
    p_badge integer, p_organisation integer, p_required integer, p_unit text DEFAULT NULL,
    p_types text[] DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $define$
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit, activity_types
    )
    VALUES (
        pg_temp.u(p_badge), pg_temp.u(p_organisation), 'Badge ' || p_badge,
        CASE WHEN p_unit IS NULL THEN 'count' ELSE 'streak' END, p_required, p_unit, p_types
    )
$define$;
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'points', 3, NULL, NULL)$$,
        'PM006', 'unknown criteria: points'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', NULL, 3, 'day', NULL)$$,
        'PM006', 'unknown criteria: null'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'count', 3, 'day', NULL)$$,
        'PM006', 'a count has no window'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, open_window_grace)
        VALUES (pg_temp.u(11), 'x', 'count', 3, true)$$,
        'PM006', 'a count has no window'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'streak', 3, NULL, NULL)$$,
        'PM006', 'unknown window: null'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'streak', 3, 'year', NULL)$$,
        'PM006', 'unknown window: year'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'streak', 0, 'day', NULL)$$,
        'PM006', 'the number required is not positive: 0'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'streak', 5219, 'week', NULL)$$,
        'PM006', 'a streak of 5219 weeks is longer than 100 years'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'count', -1, NULL, NULL)$$,
        'PM006', 'the number required is not positive: -1'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'count', NULL, NULL, NULL)$$,
        'PM006', 'the number required is not positive: null'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'count', 1, NULL, '{}')$$,
        'PM006', 'bad activity types: {}'
    ),
    (
        $$INSERT INTO momentum.badge_definitions
        (organisation_id, name, criteria_type, required, window_unit, activity_types)
        VALUES (pg_temp.u(11), 'x', 'streak', 1, 'day', '{NULL}')$$,
        'PM006', 'bad activity types: {NULL}'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT pg_temp.define(21, 11, 3, 'day');
SELECT pg_temp.define(22, 11, 3);
SELECT throws_ok(w.statement, 'PM006', w.message, w.message || ': an update')
FROM (
    VALUES
    (
        'UPDATE momentum.badge_definitions SET organisation_id = pg_temp.u(12)',
        'a badge stays with its organisation'
    ),
    (
        'UPDATE momentum.badge_definitions SET required = 0',
        'the number required is not positive: 0'
    ),
    ($$UPDATE momentum.badge_definitions SET criteria_type = 'count'$$, 'a count has no window')
) AS w (statement, message);
SELECT lives_ok(
    'UPDATE momentum.badge_definitions SET active = false, required = 5, name = name || 1',
    'what makes sense may change'
);

SELECT * FROM finish();
ROLLBACK;
