-- Wrong arguments as a whole: the name, the object, the first day.
BEGIN;
SELECT plan(37);

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
    (1, $$NULL, '{"max_weight_per_day": 10}'$$, 'no name'),
    (2, $$'', '{"max_weight_per_day": 10}'$$, 'an empty name'),
    (3, $$'legacy', '{"max_weight_per_day": 10}'$$, 'the name of imported rows'),
    (4, $$'bad', NULL$$, 'no weights'),
    (5, $$'bad', 'null'$$, 'a JSON null'),
    (6, $$'bad', '[]'$$, 'an array'),
    (7, $$'bad', '10'$$, 'a number'),
    (8, $$'bad', '{}'$$, 'an empty object'),
    (9, $$'bad', '{"chat_message": 2}'$$, 'no max_weight_per_day'),
    (10, $$'bad', '{"max_weight_per_day": 10, "": 1}'$$, 'a type without a name'),
    (11, $$'bad', '{"max_weight_per_day": 10, "chat_message": -0.01}'$$, 'a negative weight'),
    (
        12, $$'bad', '{"max_weight_per_day": 10}', '-infinity'$$,
        'the first day of another version'
    ),
    (13, $$'bad', '{"max_weight_per_day": 10}', 'infinity'$$, 'a first day that never comes'),
    (14, $$'bad', '{"max_weight_per_day": 10, "rising_threshold": 44}'$$, 'Rising in NeedsCare'),
    (15, $$'bad', '{"max_weight_per_day": 10, "needs_care_threshold": 71}'$$, 'no room for Steady'),
    (16, $$'bad', '{"max_weight_per_day": 10, "hysteresis": 13}'$$, 'no way out of Steady'),
    (17, $$'bad', '{"a": 1, "max_weight_per_da": 10}'$$, 'a setting misspelt')
) AS c (n, arguments, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('SELECT momentum.load_score_version(%s)', c.arguments)
) AS e;

SELECT is(
    x.code, CASE x.n WHEN 13 THEN 'PM004' ELSE 'PM006' END, x.description || ' is refused'
)
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;
SELECT matches(
    (SELECT x.message FROM example AS x WHERE x.n = 9), 'max_weight_per_day',
    'a missing key is named'
);
SELECT is(
    (SELECT x.message FROM example AS x WHERE x.n = 17),
    'weights: "max_weight_per_da" resembles the setting "max_weight_per_day"',
    'a misspelt key comes before the one that is missing because of it'
);
SELECT is(
    (SELECT string_agg(v.version, ' ' ORDER BY v.version) FROM momentum.score_versions AS v),
    'v1 v2',
    'nothing was stored'
);

SELECT * FROM finish();
ROLLBACK;
