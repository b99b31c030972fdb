-- The log is kept for 30 days.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO momentum.realtime_event_metrics (event_type, channel_name, created_at)
VALUES
    ('kept', 'a', '2026-11-21 12:00Z'),
    ('kept', 'a', '2026-10-22 12:00Z'),
    ('old', 'a', '2026-10-22 11:59:59.999999Z');
SET LOCAL ROLE service_role;
SELECT is(momentum.cleanup_realtime_metrics(), 1, 'what is older than 30 days goes');
SELECT results_eq(
    'SELECT m.event_type FROM momentum.realtime_event_metrics AS m',
    $$VALUES ('kept'), ('kept')$$,
    'the rest stays'
);
SELECT is(momentum.cleanup_realtime_metrics(), 0, 'once more: nothing');

SELECT * FROM finish();
ROLLBACK;
