-- drops: momentum.momentum_notifications momentum.coach_interventions
-- drops: momentum.intervention_rules WHERE updated_at <> created_at
-- drops: momentum.intervention_rules WHERE name !~ '^(needs_care|score_drop|rising|consistency)$'
ALTER TABLE momentum.badge_awards REPLICA IDENTITY DEFAULT;
ALTER TABLE momentum.scenario_notifications REPLICA IDENTITY DEFAULT;
ALTER TABLE momentum.daily_engagement_scores REPLICA IDENTITY DEFAULT;
DROP TYPE momentum._intervention_candidate;
DROP TABLE momentum.momentum_notifications;
DROP TABLE momentum.coach_interventions;
DROP TABLE momentum.intervention_rules;
