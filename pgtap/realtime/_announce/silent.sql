-- The one place that will tell the outside world about changed rows does nothing yet.
BEGIN;
SELECT plan(5);

SELECT lives_ok(
    format('SELECT momentum._announce(%s)', a.arguments),
    format('announcing (%s) is fine', a.arguments)
)
FROM (
    VALUES
    ($$'momentum_scores', ARRAY['00000000-0000-0000-0000-000000000001']::uuid[], '{"a": 1}'$$),
    ($$'momentum_scores', ARRAY['00000000-0000-0000-0000-000000000001']::uuid[]$$),
    ($$'momentum_scores', '{}'::uuid[]$$),
    ($$'momentum_scores', NULL$$)
) AS a (arguments);
SELECT is(
    (
        SELECT pg_get_function_result(p.oid) FROM pg_proc AS p
        WHERE p.pronamespace = 'momentum'::regnamespace AND p.proname = '_announce'
    ),
    'void',
    'it returns nothing'
);

SELECT * FROM finish();
ROLLBACK;
