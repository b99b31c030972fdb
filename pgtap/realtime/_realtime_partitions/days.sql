-- The partitions of a day each; those that somebody else has made do not count.
BEGIN;
SELECT plan(2);

SELECT is_empty('SELECT * FROM momentum._realtime_partitions()', 'at first there are none');
CREATE TABLE momentum.realtime_events_2026_11_21 PARTITION OF momentum.realtime_events
    FOR VALUES FROM ('2026-11-21 00:00Z') TO ('2026-11-22 00:00Z');
CREATE TABLE momentum.realtime_events_early PARTITION OF momentum.realtime_events
    FOR VALUES FROM (MINVALUE) TO ('2000-01-01 00:00Z');
SELECT results_eq(
    'SELECT * FROM momentum._realtime_partitions()',
    $$VALUES ('realtime_events_2026_11_21', '2026-11-21'::date)$$,
    'the day is that of the name'
);

SELECT * FROM finish();
ROLLBACK;
