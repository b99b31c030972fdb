-- A version that is named is used, active or not, and whatever the version of the day.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'goal_setting', '2026-03-10 09:00:00+00');

SELECT results_eq(
    $$SELECT s.algorithm_version, s.raw_score::numeric
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES ('v1', 12.00)$$,
    'v1, which is not active'
);
SELECT results_eq(
    $$SELECT s.algorithm_version, s.raw_score::numeric
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s$$,
    $$VALUES ('v2', 0.00)$$,
    'without a name: the version of the day, also where the stored row had another'
);
SELECT is(
    (SELECT count(*) FROM momentum.daily_engagement_scores), 1::bigint, 'there is still one row'
);

SELECT * FROM finish();
ROLLBACK;
