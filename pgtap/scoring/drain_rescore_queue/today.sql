-- Who has events of today gets the row of today; who cannot have it yet stays queued.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring';
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-12 00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-12 23:59:59.999999+00', NULL),
    ('00000000-0000-0000-0000-000000000002', 'chat_message', '2026-03-12 09:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', 'chat_message', '2026-03-11 23:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', 'chat_message', '2026-03-13 00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', 'chat_message', '2026-03-12 09:00+00', '2026-03-12');
UPDATE auth.users SET deleted_at = '2026-03-12 10:00+00'
WHERE id = '00000000-0000-0000-0000-000000000002';

SELECT is(
    (SELECT count(*) FROM momentum.daily_engagement_scores), 0::bigint, 'nothing before the drain'
);
SELECT is(
    momentum.drain_rescore_queue(), 2::bigint, 'an entry for each user; the deleted one''s stays'
);
SELECT results_eq(
    $$SELECT s.user_id, s.score_date, s.event_count, s.algorithm_version
    FROM momentum.daily_engagement_scores AS s$$,
    $$VALUES ('00000000-0000-0000-0000-000000000001'::uuid, '2026-03-12'::date, 2, 'v2')$$,
    'just the one with events of today'
);

DELETE FROM momentum.daily_engagement_scores;
UPDATE momentum.score_versions SET effective_from = NULL WHERE version = 'v2';
INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-12', 'x');
SELECT is(momentum.drain_rescore_queue(), 0::bigint, 'no version is in effect: all stay');
SELECT is(
    (SELECT count(*) FROM momentum.daily_engagement_scores), 0::bigint, 'and no row'
);

SELECT * FROM finish();
ROLLBACK;
