-- Consumers of the legacy system read the names they know, under their own rights.
BEGIN;
SELECT plan(16);

CREATE SCHEMA legacy_app;
GRANT USAGE ON SCHEMA legacy_app TO authenticated;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10T12:00:00Z');
INSERT INTO auth.users (id, created_at)
VALUES
('00000000-0000-4000-8000-000000000001', '2026-03-01T00:00:00Z'),
('00000000-0000-4000-8000-000000000002', '2026-03-01T00:00:00Z');
SELECT count(*) FROM momentum.calculate_scores('2026-03-09');

SELECT lives_ok($$SELECT momentum.install_compat_views('legacy_app')$$, 'views are made');
SELECT lives_ok($$SELECT momentum.install_compat_views('legacy_app')$$, 'and made again');
SELECT views_are(
    'legacy_app',
    ARRAY[
        'daily_momentum_scores', 'daily_engagement_scores', 'momentum_events',
        'momentum_pillars', 'motivation_journal', 'habit_index'
    ],
    'under the names of the tables'
);
SELECT columns_are(
    'legacy_app', 'daily_momentum_scores',
    ARRAY['user_id', 'score', 'score_date', 'pillar_breakdown'],
    'the scores have the four columns that are read'
);
SELECT has_column(
    'legacy_app', 'daily_engagement_scores', 'events_count', 'the number of events as it was called'
);
ALTER TABLE momentum.daily_engagement_scores ADD COLUMN added_later integer;
SELECT lives_ok(
    $$SELECT momentum.install_compat_views('legacy_app')$$, 'a new column is no hindrance'
);
SELECT is(
    (SELECT count(*) FROM legacy_app.daily_momentum_scores), 2::bigint, 'all rows for the owner'
);

SELECT set_config(
    'request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true
);
SET LOCAL ROLE authenticated;
SELECT is(
    (SELECT array_agg(s.user_id) FROM legacy_app.daily_momentum_scores AS s),
    ARRAY['00000000-0000-4000-8000-000000000001']::uuid[],
    'a user sees the own rows alone'
);
SELECT lives_ok(
    $$INSERT INTO legacy_app.motivation_journal (user_id, entry)
    VALUES ('00000000-0000-4000-8000-000000000001', 'slept well')$$,
    'a user writes the own journal'
);
SELECT throws_ok(
    $$INSERT INTO legacy_app.motivation_journal (user_id, entry)
    VALUES ('00000000-0000-4000-8000-000000000002', 'not mine')$$,
    '42501', NULL, 'but not the journal of another'
);
SELECT throws_ok(
    $$UPDATE legacy_app.daily_engagement_scores SET final_score = 100$$,
    '42501', NULL, 'and no score'
);
RESET ROLE;

SELECT throws_ok(
    $$SELECT momentum.install_compat_views(NULL)$$, 'PM006', NULL, 'a schema must be given'
);
SELECT throws_ok(
    $$SELECT momentum.install_compat_views('momentum')$$, 'PM006', NULL, 'and not the own one'
);
SELECT throws_ok(
    $$SELECT momentum.install_compat_views('No Such Schema')$$,
    'PM007', 'unknown schema: No Such Schema', 'an unknown schema is named'
);
CREATE SCHEMA "Odd Name";
CREATE TABLE "Odd Name".habit_index (id integer);
SELECT throws_ok(
    $$SELECT momentum.install_compat_views('Odd Name')$$,
    'PM006', '"Odd Name".habit_index is there already', 'a table of that name is left alone'
);
SELECT views_are('Odd Name', ARRAY[]::name[], 'and nothing else was made');

SELECT * FROM finish();
ROLLBACK;
