-- The days of a span on which active users have no row, and how many; complete days are left out.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-03-08 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-03-10 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', '2026-03-01 00:00:00+00', '2026-03-02 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT s.user_id::uuid, s.score_date::date, 0, 0, 0, 'NeedsCare', '{}', 0, 'v2'
FROM (
    VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-03-09'),
    ('00000000-0000-0000-0000-000000000001', '2026-03-11'),
    ('00000000-0000-0000-0000-000000000002', '2026-03-12')
) AS s (user_id, score_date);

SELECT results_eq(
    $$SELECT * FROM momentum.missing_score_days('2026-03-01', '2026-03-12')$$,
    $$VALUES
        ('2026-03-08'::date, 1::bigint), ('2026-03-10', 2), ('2026-03-11', 1), ('2026-03-12', 1)$$,
    'in date order; neither the complete day nor those before the users nor the deleted user'
);
SELECT results_eq(
    $$SELECT * FROM momentum.missing_score_days('2026-03-10', '2026-03-10')$$,
    $$VALUES ('2026-03-10'::date, 2::bigint)$$,
    'a span of one day'
);
SELECT is_empty(
    $$SELECT * FROM momentum.missing_score_days('2026-03-09', '2026-03-09')$$,
    'nothing missing: no rows'
);
SELECT is(
    (SELECT count(*) FROM momentum.daily_engagement_scores), 3::bigint, 'it writes nothing'
);

SELECT * FROM finish();
ROLLBACK;
