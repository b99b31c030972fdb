-- drops: momentum.dropped_partitions
-- The partitions themselves hold events, and stay.
DROP TABLE momentum.dropped_partitions;
DELETE FROM momentum.settings
WHERE name IN ('event_partitions_ahead', 'event_retention_months');
