-- The leap day is a day like any other, and one more day between February 28 and March 1.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2028-03-05 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2028-01-01 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2028-02-27', 6, 60, 60, 'Steady', '{}', 3, 'v2'),
    ('00000000-0000-0000-0000-000000000001', '2028-02-28', 8, 80, 80, 'Rising', '{}', 4, 'v2');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2028-02-29 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2028-02-29 23:59:59.999999+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2028-03-01 00:00:00+00');

SELECT results_eq(
    $$SELECT s.event_count, s.final_score::numeric
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2028-02-29') AS s$$,
    'VALUES (2, 45.86)',
    'February 29 has its own events; February 28 and 27 are one and two days back'
);
DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2028-02-29';
SELECT is(
    momentum.explain_score('00000000-0000-0000-0000-000000000001', '2028-03-01')
        #> '{history,0,days_back}',
    '2',
    'on March 1, February 28 is two days back'
);
SELECT is(
    (
        SELECT s.event_count
        FROM momentum.calculate_score(
            '00000000-0000-0000-0000-000000000001', '2028-03-01'
        ) AS s
    ),
    1,
    'March 1 has only its own event'
);

SELECT * FROM finish();
ROLLBACK;
