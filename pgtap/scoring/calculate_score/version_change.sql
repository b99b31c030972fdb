-- A version that takes effect in the middle of the history: the days before keep theirs, the days
-- after have the new one and blend with what is stored.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-15 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT
    '00000000-0000-0000-0000-000000000001', t.event_type,
    ('2026-03-' || d || ' 09:00:00+00')::timestamptz
FROM generate_series(9, 11) AS d
CROSS JOIN (
    VALUES
    ('chat_message'), ('action_step_complete'), ('action_step_complete'),
    ('lesson_completion'), ('lesson_completion')
) AS t (event_type);

CREATE FUNCTION pg_temp.score_of(p_day date)
RETURNS text
LANGUAGE sql
AS $score_of$
    SELECT format('%s %s %s', s.algorithm_version, s.raw_score, s.final_score)
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', p_day) AS s
$score_of$;

SELECT is(pg_temp.score_of('2026-03-09'), 'v2 8.00 80.00', 'v2 is in effect from the beginning');
SELECT lives_ok(
    $$UPDATE momentum.score_versions SET effective_from = '2026-03-10' WHERE version = 'v1'$$,
    'v1 is activated by its first day'
);
SELECT is(pg_temp.score_of('2026-03-09'), 'v2 8.00 80.00', 'the day before is still under v2');
SELECT is(
    pg_temp.score_of('2026-03-10'), 'v1 33.00 39.81',
    'the first day is under v1, with the 80 of the day before in its history'
);
SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'v3', '{"chat_message": 5, "max_weight_per_day": 10}', '2026-03-11'
    )$$,
    'a third version, a day later'
);
SELECT is(
    pg_temp.score_of('2026-03-11'), 'v3 5.00 51.78',
    'the newest version in effect is that of the day'
);
SELECT is(
    pg_temp.score_of('2026-03-10'), 'v1 33.00 39.81', 'the day before that is still under v1'
);
SELECT is(
    (
        SELECT string_agg(s.algorithm_version, ' ' ORDER BY s.score_date)
        FROM momentum.daily_engagement_scores AS s
    ),
    'v2 v1 v3',
    'each row says which version scored it'
);

SELECT * FROM finish();
ROLLBACK;
