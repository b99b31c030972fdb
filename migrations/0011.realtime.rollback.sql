-- drops: momentum.realtime_inbox momentum.realtime_events momentum.realtime_event_metrics
-- drops: momentum.realtime_positions WHERE last_position > 0
-- drops: momentum.settings WHERE updated_at <> created_at AND starts_with(name, 'realtime_')
-- drops: momentum.settings WHERE updated_at <> created_at AND name = 'notify_mode'
DROP TYPE momentum._announcement;
DROP TABLE momentum.realtime_event_metrics;
DROP SEQUENCE momentum.realtime_positions_seen;
DROP TABLE momentum.realtime_positions;
DROP TABLE momentum.realtime_events;
DROP TABLE momentum.realtime_inbox;
DELETE FROM momentum.settings
WHERE name IN (
    'notify_mode', 'realtime_fanout_limit', 'realtime_retention_days', 'realtime_metrics_sample'
);
