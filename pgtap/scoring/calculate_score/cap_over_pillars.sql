-- A cap per type that cuts events of several pillars: the points of the pillars still have the sum
-- of the points of the type, and every calculation gives the same.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep'), ('food', 'Food');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT
    '00000000-0000-0000-0000-000000000001', 'app_session',
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => n),
    CASE WHEN n % 2 = 0 THEN 'sleep' ELSE 'food' END
FROM generate_series(1, 8) AS n;

SELECT results_eq(
    $$SELECT s.raw_score::numeric, s.event_count, s.breakdown -> 'events'
    FROM momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
    ) AS s$$,
    $$VALUES (
        15.00, 8, '{"app_session": {"count": 8, "counted": 5, "points": 15}}'::jsonb
    )$$,
    'five of the eight count, whatever their pillars'
);
SELECT is(
    (SELECT s.breakdown -> 'pillars' FROM momentum.daily_engagement_scores AS s),
    '{"food": 12, "sleep": 3}',
    'the pillars are served in the order of their ids: four events, then one'
);

SELECT is(
    (
        SELECT sum(jsonb_array_length(e.entry -> 'counted_events'))
        FROM jsonb_array_elements(
            momentum.explain_score(
                '00000000-0000-0000-0000-000000000001', '2026-03-10'
            ) -> 'events'
        ) AS e (entry)
    ),
    5::bigint,
    'the explanation lists five counted events'
);
SELECT is(
    (
        SELECT jsonb_object_agg(p.pillar, p.number)
        FROM (
            SELECT c.event ->> 'pillar' AS pillar, count(*) AS number
            FROM jsonb_array_elements(
                momentum.explain_score(
                    '00000000-0000-0000-0000-000000000001', '2026-03-10'
                ) #> '{events,0,counted_events}'
            ) AS c (event)
            GROUP BY 1
        ) AS p
    ),
    '{"food": 4, "sleep": 1}',
    'and they are those whose pillars have the points'
);
SELECT is(
    (
        SELECT s.unchanged
        FROM momentum.calculate_scores(
            '2026-03-10', ARRAY['00000000-0000-0000-0000-000000000001'::uuid], 'v1'
        ) AS s
    ),
    1::bigint,
    'a second calculation gives the same'
);

SELECT * FROM finish();
ROLLBACK;
