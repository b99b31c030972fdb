-- drops: momentum.dropped_partitions
-- drops: momentum.settings WHERE updated_at <> created_at AND name LIKE 'event\_%'
-- The partitions themselves hold events, and stay.
DROP TABLE momentum.dropped_partitions;
DELETE FROM momentum.settings
WHERE name IN ('event_partitions_ahead', 'event_retention_months');
