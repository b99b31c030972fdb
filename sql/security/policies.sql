-- Row level security: who sees and writes which rows. What a role may do to a table at all is in
-- grants.sql. The owner, and the functions that run as the owner, are not bound by policies.
-- The comment of a policy says that it is ours: the loader leaves those of the host alone.

CREATE POLICY settings_service ON momentum.settings
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY settings_service ON momentum.settings IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY clock_pin_read ON momentum.clock_pin
    FOR SELECT TO authenticated, service_role USING (true);
COMMENT ON POLICY clock_pin_read ON momentum.clock_pin IS
    'Everyone who may read the table reads all rows (made by pgmomentum)';

CREATE POLICY momentum_pillars_service ON momentum.momentum_pillars
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY momentum_pillars_service ON momentum.momentum_pillars IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY momentum_pillars_read ON momentum.momentum_pillars
    FOR SELECT TO authenticated USING (true);
COMMENT ON POLICY momentum_pillars_read ON momentum.momentum_pillars IS
    'Everyone who may read the table reads all rows (made by pgmomentum)';
CREATE POLICY score_versions_service ON momentum.score_versions
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY score_versions_service ON momentum.score_versions IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY score_versions_read ON momentum.score_versions
    FOR SELECT TO authenticated USING (true);
COMMENT ON POLICY score_versions_read ON momentum.score_versions IS
    'Everyone who may read the table reads all rows (made by pgmomentum)';
CREATE POLICY event_weights_service ON momentum.event_weights
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY event_weights_service ON momentum.event_weights IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY event_weights_read ON momentum.event_weights
    FOR SELECT TO authenticated USING (true);
COMMENT ON POLICY event_weights_read ON momentum.event_weights IS
    'Everyone who may read the table reads all rows (made by pgmomentum)';

CREATE POLICY momentum_events_service ON momentum.momentum_events
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY momentum_events_service ON momentum.momentum_events IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY momentum_events_read_own ON momentum.momentum_events
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY momentum_events_read_own ON momentum.momentum_events IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY motivation_journal_service ON momentum.motivation_journal
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY motivation_journal_service ON momentum.motivation_journal IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY motivation_journal_own ON momentum.motivation_journal
    TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
COMMENT ON POLICY motivation_journal_own ON momentum.motivation_journal IS
    'Users work on their own rows (made by pgmomentum)';
CREATE POLICY habit_index_service ON momentum.habit_index
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY habit_index_service ON momentum.habit_index IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY habit_index_own ON momentum.habit_index
    TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
COMMENT ON POLICY habit_index_own ON momentum.habit_index IS
    'Users work on their own rows (made by pgmomentum)';

CREATE POLICY daily_engagement_scores_service ON momentum.daily_engagement_scores
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY daily_engagement_scores_service ON momentum.daily_engagement_scores IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY daily_engagement_scores_read_own ON momentum.daily_engagement_scores
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY daily_engagement_scores_read_own ON momentum.daily_engagement_scores IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY rescore_queue_service ON momentum.rescore_queue
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY rescore_queue_service ON momentum.rescore_queue IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY score_discrepancies_service ON momentum.score_discrepancies
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY score_discrepancies_service ON momentum.score_discrepancies IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY scoring_failures_service ON momentum.scoring_failures
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY scoring_failures_service ON momentum.scoring_failures IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY dropped_partitions_read ON momentum.dropped_partitions
    FOR SELECT TO authenticated, service_role USING (true);
COMMENT ON POLICY dropped_partitions_read ON momentum.dropped_partitions IS
    'Everyone who may read the table reads all rows (made by pgmomentum)';

CREATE POLICY organisations_service ON momentum.organisations
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY organisations_service ON momentum.organisations IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY organisations_read_own ON momentum.organisations
    FOR SELECT TO authenticated USING (
        id IN (
            SELECT m.organisation_id
            FROM momentum.memberships AS m
            WHERE m.user_id = (SELECT auth.uid())
        )
    );
COMMENT ON POLICY organisations_read_own ON momentum.organisations IS
    'Users read the organisations that they belong to (made by pgmomentum)';
CREATE POLICY memberships_service ON momentum.memberships
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY memberships_service ON momentum.memberships IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY memberships_read_own ON momentum.memberships
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY memberships_read_own ON momentum.memberships IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY activities_service ON momentum.activities
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY activities_service ON momentum.activities IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY activities_read_own ON momentum.activities
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY activities_read_own ON momentum.activities IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY annual_summary_service ON momentum.annual_summary
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY annual_summary_service ON momentum.annual_summary IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY annual_summary_read_own ON momentum.annual_summary
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY annual_summary_read_own ON momentum.annual_summary IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY credentials_service ON momentum.credentials
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY credentials_service ON momentum.credentials IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY credentials_read_own ON momentum.credentials
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY credentials_read_own ON momentum.credentials IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY scenario_notifications_service ON momentum.scenario_notifications
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY scenario_notifications_service ON momentum.scenario_notifications IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY scenario_notifications_read_own ON momentum.scenario_notifications
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY scenario_notifications_read_own ON momentum.scenario_notifications IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY notification_preferences_service ON momentum.notification_preferences
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY notification_preferences_service ON momentum.notification_preferences IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY notification_preferences_own ON momentum.notification_preferences
    TO authenticated
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
COMMENT ON POLICY notification_preferences_own ON momentum.notification_preferences IS
    'Users work on their own rows (made by pgmomentum)';
CREATE POLICY summary_queue_service ON momentum.summary_queue
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY summary_queue_service ON momentum.summary_queue IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY scenario_configs_service ON momentum.scenario_configs
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY scenario_configs_service ON momentum.scenario_configs IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY scenario_runs_service ON momentum.scenario_runs
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY scenario_runs_service ON momentum.scenario_runs IS
    'The service works on all rows (made by pgmomentum)';

CREATE POLICY badge_definitions_service ON momentum.badge_definitions
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY badge_definitions_service ON momentum.badge_definitions IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY badge_definitions_read_own ON momentum.badge_definitions
    FOR SELECT TO authenticated USING (
        organisation_id IN (
            SELECT m.organisation_id
            FROM momentum.memberships AS m
            WHERE m.user_id = (SELECT auth.uid())
        )
        OR id IN (
            SELECT w.badge_id FROM momentum.badge_awards AS w WHERE w.user_id = (SELECT auth.uid())
        )
    );
COMMENT ON POLICY badge_definitions_read_own ON momentum.badge_definitions IS
    'Users read the badges of the organisations that they belong to, and those that they have '
    '(made by pgmomentum)';
CREATE POLICY badge_awards_service ON momentum.badge_awards
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY badge_awards_service ON momentum.badge_awards IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY badge_awards_read_own ON momentum.badge_awards
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY badge_awards_read_own ON momentum.badge_awards IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY badge_evaluation_log_service ON momentum.badge_evaluation_log
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY badge_evaluation_log_service ON momentum.badge_evaluation_log IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY award_reviews_service ON momentum.award_reviews
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY award_reviews_service ON momentum.award_reviews IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY badge_queue_service ON momentum.badge_queue
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY badge_queue_service ON momentum.badge_queue IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY badge_turns_service ON momentum.badge_turns
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY badge_turns_service ON momentum.badge_turns IS
    'The service works on all rows (made by pgmomentum)';

CREATE POLICY realtime_inbox_service ON momentum.realtime_inbox
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY realtime_inbox_service ON momentum.realtime_inbox IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY realtime_events_service ON momentum.realtime_events
    FOR SELECT TO service_role USING (true);
COMMENT ON POLICY realtime_events_service ON momentum.realtime_events IS
    'The service reads all rows (made by pgmomentum)';
CREATE POLICY realtime_events_read_own ON momentum.realtime_events
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY realtime_events_read_own ON momentum.realtime_events IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY realtime_positions_service ON momentum.realtime_positions
    FOR SELECT TO service_role USING (true);
COMMENT ON POLICY realtime_positions_service ON momentum.realtime_positions IS
    'The service reads the row (made by pgmomentum)';
CREATE POLICY realtime_event_metrics_service ON momentum.realtime_event_metrics
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY realtime_event_metrics_service ON momentum.realtime_event_metrics IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY intervention_rules_service ON momentum.intervention_rules
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY intervention_rules_service ON momentum.intervention_rules IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY coach_interventions_service ON momentum.coach_interventions
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY coach_interventions_service ON momentum.coach_interventions IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY coach_interventions_read_own ON momentum.coach_interventions
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY coach_interventions_read_own ON momentum.coach_interventions IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY coach_interventions_read_coach ON momentum.coach_interventions
    FOR SELECT TO authenticated USING (
        (SELECT momentum._caller_is_coach())
        AND (
            organisation_id IS NULL
            OR organisation_id IN (
                SELECT m.organisation_id
                FROM momentum.memberships AS m
                JOIN momentum.organisations AS o
                    ON o.id = m.organisation_id AND o.deleted_at IS NULL
                WHERE m.user_id = (SELECT auth.uid())
            )
        )
    );
COMMENT ON POLICY coach_interventions_read_coach ON momentum.coach_interventions IS
    'Coaches read those of the organisations that they belong to, and of none '
    '(made by pgmomentum)';
CREATE POLICY momentum_notifications_service ON momentum.momentum_notifications
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY momentum_notifications_service ON momentum.momentum_notifications IS
    'The service works on all rows (made by pgmomentum)';
CREATE POLICY momentum_notifications_read_own ON momentum.momentum_notifications
    FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
COMMENT ON POLICY momentum_notifications_read_own ON momentum.momentum_notifications IS
    'Users read their own rows (made by pgmomentum)';
CREATE POLICY jobs_service_read ON momentum.jobs FOR SELECT TO service_role USING (true);
COMMENT ON POLICY jobs_service_read ON momentum.jobs IS
    'The service reads all rows (made by pgmomentum)';
CREATE POLICY jobs_service_change ON momentum.jobs FOR UPDATE TO service_role USING (true);
COMMENT ON POLICY jobs_service_change ON momentum.jobs IS
    'The service changes all rows (made by pgmomentum)';
CREATE POLICY job_runs_service ON momentum.job_runs
    TO service_role USING (true) WITH CHECK (true);
COMMENT ON POLICY job_runs_service ON momentum.job_runs IS
    'The service works on all rows (made by pgmomentum)';
