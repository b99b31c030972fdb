-- Which version is in effect, was, will be or never was; which has scored rows; with what weights.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 23:59:59+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SET LOCAL TimeZone = 'UTC';
SELECT count(momentum.load_score_version(
    v.name, '{"nap": 1, "walk": 2.5, "max_weight_per_day": 20}', v.day::date
)) AS loaded
FROM (VALUES ('old', '2026-05-01'), ('now', '2026-05-12'), ('next', '2026-05-13'), ('a', NULL))
    AS v (name, day) \gset
SELECT momentum.calculate_scores('2026-05-02') AS scored \gset

CREATE TEMPORARY TABLE listed AS
SELECT e.version, e.place FROM jsonb_array_elements(momentum._list_score_versions())
    WITH ORDINALITY AS e (version, place);
SELECT results_eq(
    $$SELECT l.version ->> 'version', l.version ->> 'status', (l.version ->> 'used')::boolean
    FROM listed AS l ORDER BY l.place$$,
    $$VALUES
    ('next', 'later', false), ('now', 'in effect', false), ('old', 'past', true),
    ('v2', 'past', false), ('a', 'not active', false), ('v1', 'not active', false)$$,
    'the newest first, those that are not active last'
);
SELECT is(
    (SELECT l.version -> 'weights' FROM listed AS l WHERE l.place = 1),
    '{"nap": 1.00, "walk": 2.50}', 'with their weights'
);
SELECT is(
    (
        SELECT l.version - ARRAY['status', 'used', 'weights']
        FROM listed AS l WHERE l.version ->> 'version' = 'v2'
    ),
    (SELECT to_jsonb(v) FROM momentum.score_versions AS v WHERE v.version = 'v2'),
    'and all of their row'
);

SET LOCAL TimeZone = 'Asia/Kolkata';
SELECT matches(
    momentum._list_score_versions() -> 0 ->> 'created_at', '\+00:00$', 'times are in UTC'
);
DELETE FROM momentum.event_weights WHERE version = 'a';
SELECT ok(
    momentum._list_score_versions() @> '[{"version": "a", "weights": {}}]', 'without weights'
);
DELETE FROM momentum.daily_engagement_scores;
DELETE FROM momentum.score_versions;
SELECT is(momentum._list_score_versions(), '[]', 'no versions at all');

SELECT * FROM finish();
ROLLBACK;
