-- Element k is 0.5 ^ (k / half life), in units of 1e-12.
BEGIN;
SELECT plan(8);

SELECT is(
    momentum._decay_weights(10, 3),
    ARRAY[933032991537, 870550563296, 812252396356]::bigint[],
    'the first three days of a half life of ten'
);
SELECT is((momentum._decay_weights(10, 30))[10], 500000000000::bigint, 'half after the half life');
SELECT is((momentum._decay_weights(10, 30))[30], 125000000000::bigint, 'an eighth after three of them');
SELECT is(cardinality(momentum._decay_weights(10, 30)), 30, 'as many as days of history');
SELECT is((momentum._decay_weights(0.5, 2))[1], 250000000000::bigint, 'a half life may be part of a day');
SELECT is(momentum._decay_weights(10, 0), '{}', 'no days, no weights');
SELECT is(
    (momentum._decay_weights(9999.99, 366))[366], 974949882200::bigint, 'the longest of everything'
);
SELECT lives_ok(
    'SELECT momentum._decay_weights(0.01, 366)',
    'the shortest half life and the longest history can be computed'
);

SELECT * FROM finish();
ROLLBACK;
