-- A version takes effect on its day; what is stored stays.
BEGIN;
SELECT plan(14);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT momentum.load_score_version('draft', '{"nap": 1, "max_weight_per_day": 10}') AS loaded \gset
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset
CREATE TEMPORARY TABLE stored AS SELECT * FROM momentum.daily_engagement_scores;

SELECT results_eq(
    $$SELECT a.version, a.effective_from
    FROM momentum.activate_score_version('draft', '2026-03-10') AS a$$,
    $$VALUES ('draft', '2026-03-10'::date)$$,
    'the version is returned as it is now'
);
SELECT results_eq(
    $$SELECT v.version, v.effective_from FROM momentum.score_versions AS v ORDER BY v.version$$,
    $$VALUES ('draft', '2026-03-10'::date), ('v1', NULL), ('v2', '-infinity')$$,
    'no other version changes'
);
SELECT results_eq(
    $$SELECT v.version, (momentum._score_version(NULL, v.day)).version
    FROM (VALUES ('v2', '2026-03-09'::date), ('draft', '2026-03-10'), ('draft', '2026-03-11'))
        AS v (version, day)$$,
    $$VALUES ('v2', 'v2'), ('draft', 'draft'), ('draft', 'draft')$$,
    'it is the version of its day and of those after it'
);
SELECT results_eq(
    'SELECT * FROM momentum.daily_engagement_scores', 'SELECT * FROM stored',
    'a row of that day stays as it was scored'
);

UPDATE momentum.clock_pin SET pinned_at = '2026-03-12 13:00:00+00';
CREATE TEMPORARY TABLE draft AS
SELECT v.ctid AS place, v.* FROM momentum.score_versions AS v WHERE v.version = 'draft';
SELECT is(
    (momentum.activate_score_version('draft', '2026-03-10')).effective_from, '2026-03-10',
    'activating it for the same day succeeds'
);
SELECT results_eq(
    $$SELECT v.ctid, v.* FROM momentum.score_versions AS v WHERE v.version = 'draft'$$,
    'SELECT * FROM draft',
    'and writes nothing'
);
SELECT is(
    (momentum.activate_score_version('draft', '2026-03-20')).effective_from, '2026-03-20',
    'unused, it can be moved'
);
SELECT is(
    (momentum.activate_score_version('draft', NULL)).effective_from, NULL,
    'and deactivated'
);
SELECT is(
    (momentum.activate_score_version('draft', NULL)).effective_from, NULL,
    'deactivating it again succeeds'
);
SELECT momentum.activate_score_version('draft', '2026-03-11') AS activated \gset
SELECT momentum.calculate_scores('2026-03-11') AS scored \gset
SELECT is(
    (SELECT s.algorithm_version FROM momentum.daily_engagement_scores AS s
    WHERE s.score_date = '2026-03-11'),
    'draft', 'its days are scored by it'
);
SELECT throws_ok(
    $$SELECT momentum.activate_score_version('draft', '2026-03-12')$$,
    'PM009', NULL, 'used, it cannot be moved'
);
SELECT throws_ok(
    $$SELECT momentum.activate_score_version('draft', NULL)$$,
    'PM009', NULL, 'nor deactivated'
);
SELECT lives_ok(
    $$SELECT momentum.activate_score_version('draft', '2026-03-11')$$,
    'the day that it has is no change'
);
SELECT momentum.calculate_scores('2026-03-09', NULL, 'v1') AS scored \gset
SELECT lives_ok(
    $$SELECT momentum.activate_score_version('v1', '2026-03-12')$$,
    'a version that scored rows by its name can be activated for the first time'
);

SELECT * FROM finish();
ROLLBACK;
