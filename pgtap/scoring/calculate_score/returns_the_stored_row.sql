-- The result is the row as it is stored; the day defaults to today.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 00:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 00:00:00+00');

CREATE TEMPORARY TABLE returned AS
SELECT s.* FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001') AS s;
SELECT results_eq(
    'SELECT * FROM returned',
    'SELECT * FROM momentum.daily_engagement_scores',
    'what is returned is what is stored'
);
SELECT results_eq(
    'SELECT score_date, event_count FROM momentum.daily_engagement_scores',
    $$VALUES ('2026-03-10'::date, 1)$$,
    'without a day it is today, which may be scored before it is over'
);

SELECT * FROM finish();
ROLLBACK;
