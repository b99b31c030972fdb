-- The table of discrepancies holds, for the span, just what differs by more than the tolerance.
BEGIN;
SELECT plan(16);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
CREATE SCHEMA legacy;
CREATE TABLE legacy.daily_engagement_scores (user_id uuid, score_date date, final_score numeric);
CREATE TEMPORARY VIEW found AS
SELECT
    right(d.user_id::text, 1)::integer AS user_number, d.score_date, d.legacy_score::numeric,
    d.computed_score::numeric, d.difference::numeric
FROM momentum.score_discrepancies AS d
ORDER BY 1, 2;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    u.id, day::date, 50, 50, 50, 'Steady', '{}', 0, 'v1'
FROM auth.users AS u
CROSS JOIN generate_series(timestamp '2026-03-05', '2026-03-10', '1 day') AS day;
INSERT INTO legacy.daily_engagement_scores
VALUES
('00000000-0000-0000-0000-000000000001', '2026-03-04', 90),
('00000000-0000-0000-0000-000000000001', '2026-03-05', 50),
('00000000-0000-0000-0000-000000000001', '2026-03-06', 55),
('00000000-0000-0000-0000-000000000001', '2026-03-07', 55.01),
('00000000-0000-0000-0000-000000000001', '2026-03-08', 44.99),
('00000000-0000-0000-0000-000000000001', '2026-03-09', 45.004),
('00000000-0000-0000-0000-000000000002', '2026-03-09', 250),
('00000000-0000-0000-0000-000000000002', '2026-03-10', 0),
('00000000-0000-0000-0000-000000000003', '2026-03-10', 0);

SELECT is(
    momentum.compare_legacy_scores('2026-03-04', '2026-03-09'), 3::bigint, 'it tells how many'
);
SELECT results_eq(
    'SELECT * FROM found',
    $$VALUES
    (1, '2026-03-07'::date, 55.01, 50.0, -5.01), (1, '2026-03-08', 44.99, 50.0, 5.01),
    (2, '2026-03-09', 250.0, 50.0, -200.0)$$,
    'more than five points, up or down; computed less legacy'
);
CREATE TEMPORARY TABLE before AS
SELECT d.ctid AS place, d.* FROM momentum.score_discrepancies AS d;
UPDATE momentum.clock_pin SET pinned_at = '2026-03-12 13:00:00+00';
SELECT is(
    momentum.compare_legacy_scores('2026-03-04', '2026-03-09'), 3::bigint,
    'a second time it tells the same'
);
SELECT set_eq(
    'SELECT d.ctid AS place, d.* FROM momentum.score_discrepancies AS d', 'SELECT * FROM before',
    'and writes nothing'
);

SELECT is(
    momentum.compare_legacy_scores('2026-03-10', '2026-03-10'), 1::bigint, 'another span'
);
SELECT is((SELECT count(*) FROM found), 4::bigint, 'adds to the first one');

UPDATE momentum.daily_engagement_scores SET final_score = 55 WHERE score_date = '2026-03-07';
DELETE FROM legacy.daily_engagement_scores WHERE score_date = '2026-03-08';
UPDATE legacy.daily_engagement_scores SET final_score = 240 WHERE final_score = 250;
SELECT is(
    momentum.compare_legacy_scores('2026-03-07', '2026-03-09'), 1::bigint,
    'what has changed is compared anew'
);
SELECT results_eq(
    'SELECT * FROM found',
    $$VALUES (2, '2026-03-09'::date, 240.0, 50.0, -190.0), (2, '2026-03-10', 0.0, 50.0, 50.0)$$,
    'a difference that is gone is removed, one that changed is updated, others stay'
);
SELECT results_eq(
    $$SELECT d.created_at, d.updated_at FROM momentum.score_discrepancies AS d
    WHERE d.score_date = '2026-03-09'$$,
    $$VALUES ('2026-03-12 12:00:00+00'::timestamptz, '2026-03-12 13:00:00+00'::timestamptz)$$,
    'and keeps the instant at which it was found'
);

SELECT is(
    momentum.compare_legacy_scores('2026-03-01', '2026-03-12', 190), 0::bigint,
    'a difference of just the tolerance is none'
);
SELECT is((SELECT count(*) FROM found), 0::bigint, 'the tolerance of the last call counts');
SELECT is(
    momentum.compare_legacy_scores('2026-03-05', '2026-03-06', 0), 1::bigint,
    'without a tolerance every difference counts'
);
SELECT is(
    momentum.compare_legacy_scores('2026-03-05', '2026-03-12', 'Infinity'), 0::bigint,
    'with an endless one, none does'
);

SELECT momentum.import_legacy_scores('2026-03-04', '2026-03-04') AS imported \gset
SELECT is(
    momentum.compare_legacy_scores('2026-03-04', '2026-03-04', 0), 0::bigint,
    'a copied row is what it was copied from'
);

SET LOCAL client_min_messages = error;
INSERT INTO legacy.daily_engagement_scores
VALUES
('00000000-0000-0000-0000-000000000001', '2026-03-09', 99),
('00000000-0000-0000-0000-000000000002', '2026-03-05', NULL),
('00000000-0000-0000-0000-000000000002', '2026-03-06', 'NaN'),
('00000000-0000-0000-0000-000000000002', '2026-03-07', '-Infinity'),
('00000000-0000-0000-0000-000000000002', '2026-03-08', 10000000);
SELECT is(
    momentum.compare_legacy_scores('2026-03-05', '2026-03-09'), 1::bigint,
    'what cannot be compared fails nothing'
);
SELECT results_eq(
    'SELECT f.user_number, f.score_date FROM found AS f', $$VALUES (2, '2026-03-09'::date)$$,
    'and is no difference'
);

SELECT * FROM finish();
ROLLBACK;
