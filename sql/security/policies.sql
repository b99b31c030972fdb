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
