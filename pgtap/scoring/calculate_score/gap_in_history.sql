-- A day without a row is left out of the blend: it is not a zero, and the other days keep their
-- distance.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', n)::uuid, 'chat_message',
    '2026-03-10 09:00:00+00'
FROM generate_series(1, 3) AS n CROSS JOIN generate_series(1, 2) AS copy;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', h.n)::uuid, '2026-03-10'::date - h.days_back,
    h.final_score / 10, h.final_score, h.final_score, 'Steady', '{}', 1, 'v2'
FROM (VALUES (1, 6, 90), (2, 3, 80), (2, 9, 20), (3, 3, 80), (3, 9, 20), (3, 5, 0)) AS h (
    n, days_back, final_score
);

SELECT is(
    s.final_score::numeric, v.final_score, format('normalised 40 with %s', v.history)
)
FROM (
    VALUES
    (1, 45.96, '{6: 90}'),
    (2, 42.78, '{3: 80, 9: 20}'),
    (3, 39.36, '{3: 80, 5: 0, 9: 20}: a zero row counts, a missing one does not')
) AS v (n, final_score, history)
CROSS JOIN LATERAL momentum.calculate_score(
    format('00000000-0000-0000-0000-00000000000%s', v.n)::uuid, '2026-03-10'
) AS s;

SELECT * FROM finish();
ROLLBACK;
