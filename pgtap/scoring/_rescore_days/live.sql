-- Today at once where live scoring is on; everything else by the queue.
BEGIN;
SELECT plan(9);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

CREATE FUNCTION pg_temp.queued(OUT entries text)
LANGUAGE sql
AS $queued$
    SELECT string_agg(
        right(q.user_id::text, 1) || ' from ' || q.from_date, ', ' ORDER BY q.user_id, q.id
    )
    FROM momentum.rescore_queue AS q
$queued$;
CREATE FUNCTION pg_temp.rows(OUT stored text)
LANGUAGE sql
AS $rows$
    SELECT string_agg(
        right(s.user_id::text, 1) || ' ' || s.score_date || ': ' || s.event_count, ', '
        ORDER BY s.user_id, s.score_date
    )
    FROM momentum.daily_engagement_scores AS s
$rows$;

INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-12 00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-11 23:59+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-13 00:00+00'),
    ('00000000-0000-0000-0000-000000000002', 'chat_message', '2026-03-12 23:59+00'),
    ('00000000-0000-0000-0000-000000000002', 'biometric_sync', '2026-03-12 09:00+00');
SELECT is(pg_temp.rows(), '1 2026-03-12: 1, 2 2026-03-12: 2', 'today is scored');
SELECT is(pg_temp.queued(), '1 from 2026-03-10', 'other days: from the first on');

DELETE FROM momentum.rescore_queue;
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000002', 'chat_message', '2026-03-12 23:59+00');
SELECT is(pg_temp.rows(), '1 2026-03-12: 1, 2 2026-03-12: 2', 'off: nothing is scored');
SELECT is(pg_temp.queued(), '2 from 2026-03-12', 'off: today is queued');

DELETE FROM momentum.rescore_queue;
UPDATE momentum.settings SET value = 'on' WHERE name = 'live_scoring';
UPDATE momentum.clock_pin SET pinned_at = '2026-03-13 00:00+00';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-13 00:00+00');
UPDATE momentum.clock_pin SET pinned_at = '2026-03-12 23:00+00';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-12 22:00+00');
SELECT is(
    pg_temp.rows(), '1 2026-03-12: 2, 1 2026-03-13: 2, 2 2026-03-12: 2',
    'a clock that lags behind scores its own today'
);
SELECT is(pg_temp.queued(), '1 from 2026-03-13', 'and queues the stored day after it');

DELETE FROM momentum.rescore_queue;
UPDATE auth.users SET deleted_at = '2026-03-12 10:00+00'
WHERE id = '00000000-0000-0000-0000-000000000002';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000002', 'chat_message', '2026-03-12 22:00+00');
SELECT is(pg_temp.queued(), '2 from 2026-03-12', 'a deleted user is queued');

DELETE FROM momentum.daily_engagement_scores;
DELETE FROM momentum.rescore_queue;
UPDATE momentum.score_versions SET effective_from = NULL WHERE version = 'v2';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-12 22:00+00');
SELECT is(pg_temp.queued(), '1 from 2026-03-12', 'no version is in effect: queued');
SELECT is(pg_temp.rows(), NULL, 'no version is in effect: no row');

SELECT * FROM finish();
ROLLBACK;
