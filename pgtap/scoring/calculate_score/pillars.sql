-- The points of an event go to its own pillar, else to that of its type, else to "unassigned".
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name)
VALUES ('sleep', 'Sleep'), ('food', 'Food'), ('mind', 'Mind');
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'themed',
        '{
            "nap": 3, "meal": 2, "walk": 1, "look": 0, "max_weight_per_day": 100,
            "pillars": {"nap": "sleep", "meal": "food", "look": "mind"}
        }'
    )$$,
    'a version with pillars'
);
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT
    '00000000-0000-0000-0000-000000000001', e.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => e.n), e.pillar_id
FROM (
    VALUES
    (1, 'nap', NULL), (2, 'nap', 'mind'), (3, 'meal', NULL), (4, 'meal', NULL), (5, 'walk', NULL),
    (6, 'walk', 'sleep'), (7, 'look', NULL), (8, 'other', 'food')
) AS e (n, event_type, pillar_id);

SELECT is(
    s.breakdown -> 'pillars',
    '{"sleep": 4, "mind": 3, "food": 4, "unassigned": 1}',
    'own pillar first, then that of the type, then unassigned'
)
FROM momentum.calculate_score(
    '00000000-0000-0000-0000-000000000001', '2026-03-10', 'themed'
) AS s;
SELECT is(
    (
        SELECT sum(p.points::numeric)
        FROM momentum.daily_engagement_scores AS s
        CROSS JOIN LATERAL jsonb_each_text(s.breakdown -> 'pillars') AS p (pillar, points)
    ),
    (
        SELECT sum((e.detail -> 'points')::numeric)
        FROM momentum.daily_engagement_scores AS s
        CROSS JOIN LATERAL jsonb_each(s.breakdown -> 'events') AS e (event_type, detail)
    ),
    'the points per pillar and the points per type have the same sum'
);

SELECT * FROM finish();
ROLLBACK;
