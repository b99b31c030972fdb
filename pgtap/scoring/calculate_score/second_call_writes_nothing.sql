-- A calculation that changes nothing writes nothing: the row stays where it is.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00');

SELECT s.final_score AS first FROM momentum.calculate_score(
    '00000000-0000-0000-0000-000000000001', '2026-03-10'
) AS s \gset

CREATE TEMPORARY TABLE before AS
SELECT s.xmin::text AS inserted_by, s.ctid::text AS place, s.*
FROM momentum.daily_engagement_scores AS s;
SELECT is(
    (SELECT ROW(b.created_at, b.updated_at)::text FROM before AS b),
    ROW('2026-03-12 12:00:00+00'::timestamptz, '2026-03-12 12:00:00+00'::timestamptz)::text,
    'a new row is created and updated at the time of the clock'
);

UPDATE momentum.clock_pin SET pinned_at = '2026-03-13 12:00:00+00';
SELECT is(
    (
        SELECT s.final_score
        FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s
    ),
    20.00,
    'the second call returns the row'
);
SELECT results_eq(
    $$SELECT s.xmin::text, s.ctid::text, s.* FROM momentum.daily_engagement_scores AS s$$,
    'SELECT * FROM before',
    'and leaves it in its place, with its updated_at'
);

-- A real change is written, and keeps created_at.
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'nothing', '2026-03-10 10:00:00+00');
SELECT results_eq(
    $$SELECT s.event_count, s.final_score::numeric, s.created_at, s.updated_at
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s$$,
    $$VALUES (
        2, 20.00, '2026-03-12 12:00:00+00'::timestamptz, '2026-03-13 12:00:00+00'::timestamptz
    )$$,
    'a late event that weighs nothing changes the count: the row is updated'
);

SELECT * FROM finish();
ROLLBACK;
