-- The cap of the day: just below, reached exactly, just above.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 6) AS n;

INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', e.n)::uuid, e.event_type,
    '2026-03-10 09:00:00+00'::timestamptz + make_interval(mins => copy)
FROM (
    VALUES
    (1, 'action_step_complete', 3),
    (2, 'chat_message', 5),
    (3, 'action_step_complete', 3), (3, 'chat_message', 1),
    (4, 'coach_interaction', 4), (4, 'goal_completion', 1), (4, 'anything', 1),
    (5, 'coach_interaction', 5),
    (6, 'coach_interaction', 5), (6, 'anything', 1)
) AS e (n, event_type, copies)
CROSS JOIN LATERAL generate_series(1, e.copies) AS copy;

SELECT results_eq(
    format(
        $$SELECT s.raw_score::numeric, s.normalized_score::numeric, s.final_score::numeric,
            s.calculation_metadata -> 'points'
        FROM momentum.calculate_score(%L, '2026-03-10', %L) AS s$$,
        format('00000000-0000-0000-0000-00000000000%s', v.n), v.version
    ),
    format(
        'VALUES (%s::numeric, %s::numeric, %2$s::numeric, ''%s''::jsonb)',
        v.raw_score, v.normalized_score, v.points
    ),
    format('%s: %s points give the raw score %s', v.version, v.points, v.raw_score)
)
FROM (
    VALUES
    (1, 'v2', 9, 9, 90),
    (2, 'v2', 10, 10, 100),
    (3, 'v2', 11, 10, 100),
    (4, 'v1', 99, 99, 99),
    (5, 'v1', 100, 100, 100),
    (6, 'v1', 101, 100, 100)
) AS v (n, version, points, raw_score, normalized_score);

SELECT * FROM finish();
ROLLBACK;
