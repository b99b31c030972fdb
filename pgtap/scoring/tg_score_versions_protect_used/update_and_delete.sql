-- A version that has scored a row stays as it is, also for direct statements. Activating it for the
-- first time is no change.
BEGIN;
SELECT plan(22);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT momentum.load_score_version('spare', '{"nap": 1, "max_weight_per_day": 10}') AS loaded \gset
SELECT momentum.calculate_scores('2026-03-10', NULL, 'v1') AS scored \gset
SELECT momentum.calculate_scores('2026-03-11', NULL, 'v2') AS scored \gset

SELECT throws_ok(
    format($$UPDATE momentum.score_versions SET %s WHERE version = 'v2'$$, c.change),
    'PM009', NULL, c.change || ' is a change of a version in use'
)
FROM (
    VALUES
    ('max_events_per_type = 5'), ('max_weight_per_day = 11'), ('default_weight = 1'),
    ('half_life_days = 9'), ('history_days = 29'), ('raw_share = 0.6'), ('rising_threshold = 71'),
    ('needs_care_threshold = 44'), ('hysteresis = 1'), ('zero_event_policy = ''decay'''),
    ('version = ''v3'''), ('effective_from = ''2026-03-10'''), ('effective_from = NULL')
) AS c (change);

SELECT throws_ok(
    $$DELETE FROM momentum.score_versions WHERE version = 'v2'$$,
    'PM009', NULL, 'a version in use cannot be deleted'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET raw_share = 0.6, effective_from = '2026-03-20'
    WHERE version = 'v1'$$,
    'PM009', NULL, 'activating is no cover for another change'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET version = 'v2b' WHERE version = 'v1'$$,
    'PM009', NULL, 'a version that scored a row by name only is in use, too'
);
SELECT lives_ok(
    $$UPDATE momentum.score_versions SET effective_from = '2026-03-20' WHERE version = 'v1'$$,
    'it can be activated'
);
SELECT throws_ok(
    $$UPDATE momentum.score_versions SET effective_from = '2026-03-21' WHERE version = 'v1'$$,
    'PM009', NULL, 'but then not moved'
);
SELECT momentum.calculate_scores('2026-03-09', NULL, 'spare') AS scored \gset
SELECT lives_ok(
    $$UPDATE momentum.score_versions SET effective_from = '2026-03-21' WHERE version = 'spare'$$,
    'so can one without a cap per type'
);
DELETE FROM momentum.daily_engagement_scores WHERE algorithm_version = 'spare';
SELECT lives_ok(
    $$UPDATE momentum.score_versions SET raw_share = 0.6 WHERE version = 'spare'$$,
    'an unused version can be changed'
);
SELECT lives_ok(
    $$DELETE FROM momentum.score_versions WHERE version = 'spare'$$,
    'an unused version can be deleted'
);
SELECT is_empty(
    $$SELECT * FROM momentum.event_weights WHERE version = 'spare'$$,
    'its weights go with it'
);

SELECT * FROM finish();
ROLLBACK;
