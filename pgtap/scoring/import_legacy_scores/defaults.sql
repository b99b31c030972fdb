-- A table with scores alone: what it lacks is filled in, the state from the thresholds of the day.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
CREATE SCHEMA legacy;
CREATE TABLE legacy.daily_engagement_scores (user_id uuid, score_date date, final_score numeric);
INSERT INTO legacy.daily_engagement_scores
VALUES
('00000000-0000-0000-0000-000000000001', '2026-02-28', 69.996),
('00000000-0000-0000-0000-000000000001', '2026-03-01', 70),
('00000000-0000-0000-0000-000000000001', '2026-03-02', 69.994),
('00000000-0000-0000-0000-000000000001', '2026-03-03', 45),
('00000000-0000-0000-0000-000000000001', '2026-03-04', 44.99),
('00000000-0000-0000-0000-000000000001', '2026-03-05', 44.99),
('00000000-0000-0000-0000-000000000001', '2026-03-06', 100.004);
SELECT momentum.load_score_version(
    'lenient', '{"max_weight_per_day": 10, "needs_care_threshold": 20}', '2026-03-05'
) AS loaded \gset

SELECT is(momentum.import_legacy_scores('2026-02-01', '2026-03-12'), 7::bigint, 'all are copied');
SELECT results_eq(
    $$SELECT s.score_date, s.final_score::numeric, s.momentum_state
    FROM momentum.daily_engagement_scores AS s ORDER BY s.score_date$$,
    $$VALUES
    ('2026-02-28'::date, 70.0, 'Rising'), ('2026-03-01', 70.0, 'Rising'),
    ('2026-03-02', 69.99, 'Steady'),
    ('2026-03-03', 45.0, 'Steady'), ('2026-03-04', 44.99, 'NeedsCare'),
    ('2026-03-05', 44.99, 'Steady'), ('2026-03-06', 100.0, 'Rising')$$,
    'scores have two decimals, and the state that the version of their day gives'
);
SELECT results_eq(
    $$SELECT DISTINCT s.breakdown, s.event_count, s.calculation_metadata
    FROM momentum.daily_engagement_scores AS s
    WHERE s.raw_score = s.final_score AND s.normalized_score = s.final_score$$,
    $$VALUES ('{}'::jsonb, 0, '{}'::jsonb)$$,
    'the other numbers follow the final score'
);

ALTER TABLE legacy.daily_engagement_scores
    ADD COLUMN momentum_state text, ADD COLUMN raw_score numeric, ADD COLUMN breakdown jsonb;
INSERT INTO legacy.daily_engagement_scores
VALUES
('00000000-0000-0000-0000-000000000001', '2026-03-07', 80, 'rising!', NULL, NULL),
('00000000-0000-0000-0000-000000000001', '2026-03-08', 80, NULL, 4, NULL);
SELECT momentum.import_legacy_scores('2026-03-07', '2026-03-08') AS imported \gset
SELECT results_eq(
    $$SELECT s.momentum_state, s.raw_score::numeric, s.breakdown
    FROM momentum.daily_engagement_scores AS s
    WHERE s.score_date >= '2026-03-07' ORDER BY s.score_date$$,
    $$VALUES ('Rising', 80.0, '{}'::jsonb), ('Rising', 4.0, '{}')$$,
    'a null, or a state that there is not, is as good as nothing'
);

SELECT * FROM finish();
ROLLBACK;
