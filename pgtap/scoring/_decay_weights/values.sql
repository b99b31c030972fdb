-- Element k is 0.5 ^ (k / half life), to twelve decimals.
BEGIN;
SELECT plan(8);

SELECT is(
    momentum._decay_weights(10, 3),
    ARRAY[0.933032991537, 0.870550563296, 0.812252396356],
    'the first three days of a half life of ten'
);
SELECT is((momentum._decay_weights(10, 30))[10], 0.500000000000, 'half after the half life');
SELECT is((momentum._decay_weights(10, 30))[30], 0.125000000000, 'an eighth after three of them');
SELECT is(cardinality(momentum._decay_weights(10, 30)), 30, 'as many as days of history');
SELECT is((momentum._decay_weights(0.5, 2))[1], 0.250000000000, 'a half life may be part of a day');
SELECT is(momentum._decay_weights(10, 0), '{}', 'no days, no weights');
SELECT is(
    (momentum._decay_weights(9999.99, 366))[366], 0.974949882200, 'the longest of everything'
);
SELECT lives_ok(
    'SELECT momentum._decay_weights(0.01, 366)',
    'the shortest half life and the longest history can be computed'
);

SELECT * FROM finish();
ROLLBACK;
