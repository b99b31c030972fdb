-- drops: momentum.organisations momentum.memberships momentum.activities momentum.annual_summary
-- drops: momentum.summary_queue momentum.notification_preferences momentum.credentials
-- drops: momentum.scenario_notifications momentum.scenario_runs
-- drops: momentum.scenario_configs WHERE organisation_id IS NOT NULL OR updated_at <> created_at
DROP TYPE momentum._scenario_candidate;
DROP TYPE momentum._session_change;
DROP TYPE momentum.milestone_trigger;
DROP TABLE momentum.scenario_runs;
DROP TABLE momentum.scenario_notifications;
DROP TABLE momentum.credentials;
DROP TABLE momentum.notification_preferences;
DROP TABLE momentum.scenario_configs;
DROP TABLE momentum.summary_queue;
DROP TABLE momentum.annual_summary;
DROP TABLE momentum.activities;
DROP TABLE momentum.memberships;
DROP TABLE momentum.organisations;
