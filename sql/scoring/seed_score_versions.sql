-- The versions that every installation starts with; one that is there already is left alone. The
-- one that takes effect comes first: without any, loading one warns.
SELECT momentum.load_score_version(
    'v2',
    $weights$@include(scoring/event_weights_v2.json)$weights$::jsonb,
    '-infinity'
)
WHERE NOT EXISTS (SELECT FROM momentum.score_versions WHERE version = 'v2');

SELECT momentum.load_score_version(
    'v1',
    $weights$@include(scoring/event_weights_v1.json)$weights$::jsonb,
    NULL
)
WHERE NOT EXISTS (SELECT FROM momentum.score_versions WHERE version = 'v1');
