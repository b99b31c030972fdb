-- No payload makes the transaction fail. What is delivered is tested with real connections.
BEGIN;
SELECT plan(4);

SELECT lives_ok(
    format('SELECT momentum._notify(%L, %s)', '{a,b}'::text[], p.payload), p.description
)
FROM (
    VALUES
    ($$'{}'$$, 'an empty payload'),
    ($$jsonb_build_object('title', repeat('é', 4000), 'user_id', 1)$$, 'a long value'),
    ($$jsonb_build_object(repeat('x', 8000), 1, 'a_id', repeat('é', 4000))$$,
        'a long key, and a long id'),
    (
        $$(SELECT jsonb_object_agg(n || '_id', repeat('é', 80)) FROM generate_series(1, 99) AS n)$$,
        'many ids'
    )
) AS p (payload, description);

SELECT * FROM finish();
ROLLBACK;
