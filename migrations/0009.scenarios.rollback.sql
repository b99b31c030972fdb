-- drops: momentum.notification_preferences momentum.credentials momentum.scenario_notifications
-- drops: momentum.scenario_runs
-- drops: momentum.scenario_configs WHERE organisation_id IS NOT NULL OR updated_at <> created_at
DROP TYPE momentum._scenario_candidate;
DROP TYPE momentum.milestone_trigger;
DROP TABLE momentum.scenario_runs;
DROP TABLE momentum.scenario_notifications;
DROP TABLE momentum.credentials;
DROP TABLE momentum.notification_preferences;
DROP TABLE momentum.scenario_configs;
