-- The version of a day is the newest whose first day is not after it.
BEGIN;
SELECT plan(9);

SELECT momentum.load_score_version('a', '{"max_weight_per_day": 1}', '2026-03-10') AS loaded \gset
SELECT momentum.load_score_version('b', '{"max_weight_per_day": 1}', '2026-03-20') AS loaded \gset
SELECT momentum.load_score_version('idle', '{"max_weight_per_day": 1}') AS loaded \gset

SELECT is(
    (momentum._score_version(NULL, d.day::date)).version, d.version,
    format('%s: %s', d.day, d.version)
)
FROM (
    VALUES
    ('0001-01-01', 'v2'), ('2026-03-09', 'v2'), ('2026-03-10', 'a'), ('2026-03-19', 'a'),
    ('2026-03-20', 'b'), ('9999-12-31', 'b')
) AS d (day, version);
SELECT is(
    (momentum._score_version('idle', '2026-03-10')).version, 'idle',
    'a name goes before the day, active or not'
);
SELECT throws_ok(
    $$SELECT momentum._score_version('none', '2026-03-10')$$,
    'PM002', 'unknown score version: none', 'a name that is not there'
);
UPDATE momentum.score_versions SET effective_from = NULL;
SELECT throws_ok(
    $$SELECT momentum._score_version(NULL, '2026-03-10')$$,
    'PM002', 'no score version is in effect on 2026-03-10', 'no active version'
);

SELECT * FROM finish();
ROLLBACK;
