-- A version that has scored nothing yet is replaced, its weights included.
BEGIN;
SELECT plan(9);

SELECT momentum.load_score_version(
    'draft', '{"nap": 1, "walk": 2, "max_weight_per_day": 10, "hysteresis": 1}', '2026-03-10'
) AS loaded \gset
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'draft', '{"nap": 3, "swim": 4, "max_weight_per_day": 20}', '2026-03-10'
    )$$,
    'loading it again, with the same first day'
);
SELECT results_eq(
    $$SELECT v.max_weight_per_day::numeric, v.hysteresis::numeric, v.effective_from
    FROM momentum.score_versions AS v WHERE v.version = 'draft'$$,
    $$VALUES (20::numeric, 2::numeric, '2026-03-10'::date)$$,
    'the settings are those of the new object alone'
);
SELECT results_eq(
    $$SELECT w.event_type, w.weight::numeric FROM momentum.event_weights AS w
    WHERE w.version = 'draft' ORDER BY w.event_type$$,
    $$VALUES ('nap', 3::numeric), ('swim', 4)$$,
    'so are the weights'
);
SELECT is(
    (SELECT count(*) FROM momentum.event_weights AS w WHERE w.version IN ('v1', 'v2')),
    16::bigint,
    'other versions keep theirs'
);

SELECT is(
    (momentum.load_score_version('draft', '{"nap": 5, "max_weight_per_day": 20}')).effective_from,
    '2026-03-10', 'without a first day it keeps the one that it has'
);
SELECT is(
    (momentum.load_score_version('v2', '{"nap": 5, "max_weight_per_day": 20}')).effective_from,
    '-infinity', 'so does the version in effect'
);
SELECT is(
    (momentum.load_score_version('v1', '{"nap": 5, "max_weight_per_day": 20}')).effective_from,
    NULL, 'one that was not active stays so'
);
SELECT is(
    (
        momentum.load_score_version('draft', '{"nap": 5, "max_weight_per_day": 20}', '2026-03-11')
    ).effective_from,
    '2026-03-11', 'a first day that is given counts'
);
SELECT is(
    (SELECT w.weight::numeric FROM momentum.event_weights AS w WHERE w.version = 'v2'), 5.0,
    'the weights are the new ones'
);

SELECT * FROM finish();
ROLLBACK;
