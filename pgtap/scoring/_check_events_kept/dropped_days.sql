-- Days whose events retention has dropped cannot be computed; what is stored for them stays.
BEGIN;
SELECT plan(10);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-02-27 09:00+00');
SELECT momentum.calculate_scores(day::date) AS scored
FROM generate_series('2026-02-27'::timestamp, '2026-03-02', '1 day') AS day \g /dev/null

-- as if the partition of February had been dropped
SET LOCAL session_replication_role = replica;
DELETE FROM momentum.momentum_events;
DELETE FROM momentum.rescore_queue;
SET LOCAL session_replication_role = origin;
INSERT INTO momentum.dropped_partitions (partition_name, from_day, to_day, row_count)
VALUES ('momentum_events_2026_02', '2026-02-01', '2026-03-01', 1);

SELECT throws_ok(c.statement, 'PM004', 'the events of 2026-02-28 are no longer kept', c.statement)
FROM (
    VALUES
    ($$SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-02-28')$$),
    ($$SELECT momentum.calculate_scores('2026-02-28')$$),
    ($$SELECT momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-02-28')$$),
    ($$SELECT momentum.preview_scores('v1', '2026-02-28', '2026-03-02')$$),
    ($$CALL momentum.recalculate_scores('2026-02-28', '2026-03-02')$$),
    ($$CALL momentum.backfill_empty_days('2026-02-28', '2026-03-02')$$)
) AS c (statement);
SELECT lives_ok(
    $$SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001', '2026-03-01')$$,
    'the first day whose events are kept'
);

INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'action_step_complete', '2026-02-28 09:00+00');
SELECT is(momentum.drain_rescore_queue(), 1::bigint, 'an event that comes this late is passed over');
SELECT is(
    (SELECT count(*) FROM momentum.rescore_queue), 0::bigint, 'it does not stay queued'
);
SELECT results_eq(
    $$SELECT s.score_date, s.final_score::numeric, s.event_count
    FROM momentum.daily_engagement_scores AS s ORDER BY s.score_date$$,
    $$VALUES
        ('2026-02-27'::date, 20.00, 1), ('2026-02-28', 0.00, 0), ('2026-03-01', 0.00, 0),
        ('2026-03-02', 0.00, 0)$$,
    'and what is stored stays'
);

SELECT * FROM finish();
ROLLBACK;
