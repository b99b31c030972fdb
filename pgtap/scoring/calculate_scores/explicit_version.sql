-- A version that is named is used for everyone; without a name it is the version of the day.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10', NULL, 'v1')$$,
    'VALUES (3::bigint, 3::bigint, 0::bigint, 0::bigint)',
    'three rows under v1, which is not active'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores(
        '2026-03-10', ARRAY['00000000-0000-0000-0000-000000000002']::uuid[]
    )$$,
    'VALUES (1::bigint, 0::bigint, 1::bigint, 0::bigint)',
    'one of them scored anew under the version of the day'
);
SELECT results_eq(
    'SELECT algorithm_version FROM momentum.daily_engagement_scores ORDER BY user_id',
    $$VALUES ('v1'), ('v2'), ('v1')$$,
    'each row says which version scored it'
);

SELECT * FROM finish();
ROLLBACK;
