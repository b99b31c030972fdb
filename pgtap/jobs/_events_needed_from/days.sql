-- The first day whose score is missing or waits to be computed again.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT is(momentum._events_needed_from('2026-03-12'), 'infinity', 'no users: none');

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-08 00:00:00+00');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT '00000000-0000-0000-0000-000000000001', day::date, 0, 0, 0, 'NeedsCare', '{}', 0, 'v2'
FROM generate_series('2026-03-08'::timestamp, '2026-03-09', '1 day') AS day;
DELETE FROM momentum.rescore_queue;
SELECT is(momentum._events_needed_from('2026-03-10'), 'infinity', 'every day is scored: none');
SELECT is(momentum._events_needed_from('2026-03-12'), '2026-03-10', 'a score is missing');
SELECT is(momentum._events_needed_from('2026-03-01'), 'infinity', 'a day before the first user');

INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-09', 'test');
SELECT is(momentum._events_needed_from('2026-03-09'), 'infinity', 'an entry of the day itself');
SELECT is(momentum._events_needed_from('2026-03-12'), '2026-03-09', 'an entry of a day before');

DELETE FROM momentum.rescore_queue;
INSERT INTO momentum.dropped_partitions (partition_name, from_day, to_day, row_count)
VALUES ('a', '2025-01-01', '2026-03-11', 1);
SELECT is(
    momentum._events_needed_from('2026-03-11'), 'infinity', 'events that are gone are not needed'
);
UPDATE auth.users SET created_at = '-infinity';
DELETE FROM momentum.dropped_partitions;
SELECT is(
    momentum._events_needed_from('0001-01-02'), '0001-01-01', 'a user since ever'
);

SELECT * FROM finish();
ROLLBACK;
