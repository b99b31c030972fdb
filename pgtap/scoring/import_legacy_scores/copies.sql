-- Rows of the legacy system are copied where there is none here, and marked as such.
BEGIN;
SELECT plan(11);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
CREATE SCHEMA legacy;
CREATE TABLE legacy.daily_engagement_scores (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    score_date date NOT NULL,
    raw_score numeric(10, 2) NOT NULL DEFAULT 0,
    normalized_score numeric(5, 2) NOT NULL DEFAULT 0,
    final_score numeric(5, 2) NOT NULL DEFAULT 0,
    momentum_state text NOT NULL,
    breakdown jsonb NOT NULL DEFAULT '{}',
    algorithm_version text NOT NULL DEFAULT 'v1.0',
    events_count integer NOT NULL DEFAULT 0,
    calculation_metadata jsonb DEFAULT '{}'
);
INSERT INTO legacy.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    events_count
)
VALUES
(
    '00000000-0000-0000-0000-000000000001', '2026-03-08', 72, 71, 70, 'Steady',
    '{"lesson_completion": 72}', 5
),
('00000000-0000-0000-0000-000000000001', '2026-03-09', 0, 0, 0, 'NeedsCare', '{}', 0),
('00000000-0000-0000-0000-000000000001', '2026-03-10', 100, 100, 100, 'Rising', '{}', 9),
('00000000-0000-0000-0000-000000000002', '2026-03-09', 50, 50, 50.5, 'Steady', '{}', 3),
('00000000-0000-0000-0000-000000000002', '2026-03-11', 50, 50, 50, 'Steady', '{}', 3);
SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s \gset

SELECT is(
    momentum.import_legacy_scores('2026-03-08', '2026-03-10'), 3::bigint, 'it tells how many'
);
SELECT results_eq(
    $$SELECT s.user_id, s.score_date, s.raw_score::numeric, s.normalized_score::numeric,
        s.final_score::numeric, s.momentum_state, s.breakdown, s.event_count
    FROM momentum.daily_engagement_scores AS s
    WHERE s.algorithm_version = 'legacy'
    ORDER BY s.user_id, s.score_date$$,
    $$VALUES
    (
        '00000000-0000-0000-0000-000000000001'::uuid, '2026-03-08'::date, 72.0, 71.0, 70.0,
        'Steady', '{"lesson_completion": 72}'::jsonb, 5
    ),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-09', 0.0, 0.0, 0.0, 'NeedsCare', '{}', 0
    ),
    (
        '00000000-0000-0000-0000-000000000002', '2026-03-09', 50.0, 50.0, 50.5, 'Steady', '{}', 3
    )$$,
    'the rows of the span are here as they are there, states that we would not give included'
);
SELECT results_eq(
    $$SELECT s.algorithm_version, s.final_score FROM momentum.daily_engagement_scores AS s
    WHERE s.score_date = '2026-03-10'$$,
    $$VALUES ('v2', 0.00)$$,
    'a day that has a row keeps it'
);
SELECT results_eq(
    $$SELECT DISTINCT s.created_at, s.updated_at FROM momentum.daily_engagement_scores AS s$$,
    $$VALUES ('2026-03-12 12:00:00+00'::timestamptz, '2026-03-12 12:00:00+00'::timestamptz)$$,
    'times are those of the clock'
);
SELECT is(
    (SELECT v.pillar_breakdown FROM momentum.daily_momentum_scores AS v
    WHERE v.score = 70),
    '{"lesson_completion": 72}', 'consumers see the breakdown that they saw before'
);

CREATE TEMPORARY TABLE before AS
SELECT s.ctid AS place, s.* FROM momentum.daily_engagement_scores AS s;
SELECT is(
    momentum.import_legacy_scores('2026-03-08', '2026-03-10'), 0::bigint,
    'a second time there is nothing to copy'
);
SELECT set_eq(
    'SELECT s.ctid AS place, s.* FROM momentum.daily_engagement_scores AS s',
    'SELECT * FROM before',
    'and nothing is written'
);
SELECT is(
    momentum.import_legacy_scores('2026-03-01', '2026-03-12'), 1::bigint,
    'a wider span adds what is new'
);
SELECT is(
    (momentum.calculate_score('00000000-0000-0000-0000-000000000002', '2026-03-12', 'v1')
    ).calculation_metadata -> 'history_rows',
    '2', 'copied rows are history for the days after them'
);
SELECT is(
    (SELECT count(*) FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.classid::bigint = 7711),
    1024::bigint, 'it holds the locks of whoever writes scores of everyone'
);
SELECT throws_ok(
    $$SELECT momentum.load_score_version('legacy', '{"max_weight_per_day": 1}')$$,
    'PM006', NULL, 'no version can claim the copied rows'
);

SELECT * FROM finish();
ROLLBACK;
