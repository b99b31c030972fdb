-- A deleted event does not count anywhere, and counts again when it is restored.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 10:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'biometric_sync', '2026-03-10 11:00:00+00');

CREATE FUNCTION pg_temp.score_of_the_day()
RETURNS text
LANGUAGE sql
AS $score_of_the_day$
    SELECT format('%s events, %s points: %s', s.event_count, s.raw_score, s.breakdown -> 'events')
    FROM momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-10') AS s
$score_of_the_day$;

UPDATE momentum.momentum_events SET deleted_at = '2026-03-11 00:00:00+00'
WHERE event_ts = '2026-03-10 09:00:00+00' OR event_type = 'biometric_sync';
SELECT is(
    pg_temp.score_of_the_day(),
    '1 events, 2.00 points: {"chat_message": {"count": 1, "points": 2, "counted": 1}}',
    'neither in the points nor in the count nor in the breakdown'
);
SELECT is(
    jsonb_array_length(
        momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10') -> 'events'
    ),
    1,
    'nor in the explanation'
);

UPDATE momentum.momentum_events SET deleted_at = '2026-03-11 00:00:00+00';
SELECT is(
    pg_temp.score_of_the_day(), '0 events, 0.00 points: {}', 'all deleted: a day without events'
);
UPDATE momentum.momentum_events SET deleted_at = NULL WHERE event_type = 'biometric_sync';
SELECT is(
    pg_temp.score_of_the_day(),
    '1 events, 1.00 points: {"biometric_sync": {"count": 1, "points": 1, "counted": 1}}',
    'restored, it counts'
);

SELECT * FROM finish();
ROLLBACK;
