-- drops: momentum.momentum_notifications momentum.coach_interventions
-- drops: momentum.intervention_rules WHERE updated_at <> created_at
-- drops: momentum.intervention_rules WHERE name !~ '^(needs_care|score_drop|rising|consistency)$'
DROP TYPE momentum._intervention_candidate;
DROP TABLE momentum.momentum_notifications;
DROP TABLE momentum.coach_interventions;
DROP TABLE momentum.intervention_rules;
