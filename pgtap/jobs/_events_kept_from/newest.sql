-- The first day whose events are all kept.
BEGIN;
SELECT plan(2);

SELECT is(momentum._events_kept_from(), '-infinity', 'nothing was dropped: all days');
INSERT INTO momentum.dropped_partitions (partition_name, from_day, to_day, row_count)
VALUES ('b', '2025-01-01', '2025-02-01', 1), ('a', '2024-01-01', '2025-01-01', 1);
SELECT is(momentum._events_kept_from(), '2025-02-01', 'the day after the newest that was dropped');

SELECT * FROM finish();
ROLLBACK;
