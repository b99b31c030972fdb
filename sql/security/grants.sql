-- Every right of every role, in one list. Run on each migration: what is not here is revoked.

REVOKE ALL ON SCHEMA momentum FROM PUBLIC, anon, authenticated, service_role;
REVOKE ALL ON ALL TABLES IN SCHEMA momentum FROM PUBLIC, anon, authenticated, service_role;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA momentum FROM PUBLIC, anon, authenticated, service_role;
REVOKE ALL ON ALL ROUTINES IN SCHEMA momentum FROM PUBLIC, anon, authenticated, service_role;

GRANT USAGE ON SCHEMA momentum TO authenticated, service_role;

-- Tables and views

GRANT SELECT ON
    momentum.clock_pin,
    momentum.momentum_pillars,
    momentum.score_versions,
    momentum.event_weights,
    momentum.momentum_events,
    momentum.daily_engagement_scores,
    momentum.daily_momentum_scores,
    momentum.dropped_partitions,
    momentum.organisations,
    momentum.memberships,
    momentum.activities,
    momentum.annual_summary,
    momentum.credentials,
    momentum.scenario_notifications,
    momentum.badge_definitions,
    momentum.badge_awards,
    momentum.realtime_events,
    momentum.coach_interventions,
    momentum.momentum_notifications
TO authenticated;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    momentum.motivation_journal,
    momentum.habit_index,
    momentum.notification_preferences
TO authenticated;

GRANT SELECT ON
    momentum.clock_pin,
    momentum.daily_momentum_scores,
    momentum.dropped_partitions,
    momentum._effective_configs,
    momentum.realtime_events,
    momentum.realtime_positions
TO service_role;

-- Granted by its owner, who is not everywhere momentum_owner: a dump says who granted what, and
-- only a superuser can restore what others than the owner did.
RESET ROLE;
REVOKE ALL ON momentum._users FROM PUBLIC, anon, authenticated, service_role;
GRANT SELECT ON momentum._users TO service_role;
SET LOCAL ROLE momentum_owner;

GRANT SELECT, INSERT ON momentum.realtime_inbox TO service_role;
GRANT SELECT, INSERT, DELETE ON momentum.realtime_event_metrics TO service_role;

GRANT SELECT, UPDATE (value) ON momentum.settings TO service_role;

-- not their commands, which are run as whoever runs the jobs
GRANT SELECT, UPDATE (enabled, schedule, catch_up, max_attempts, retry_after) ON momentum.jobs
TO service_role;
GRANT SELECT, INSERT, UPDATE, DELETE ON momentum.job_runs TO service_role;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    momentum.momentum_pillars,
    momentum.score_versions,
    momentum.event_weights,
    momentum.momentum_events,
    momentum.motivation_journal,
    momentum.habit_index,
    momentum.daily_engagement_scores,
    momentum.rescore_queue,
    momentum.score_discrepancies,
    momentum.scoring_failures,
    momentum.organisations,
    momentum.memberships,
    momentum.activities,
    momentum.annual_summary,
    momentum.summary_queue,
    momentum.scenario_configs,
    momentum.notification_preferences,
    momentum.credentials,
    momentum.scenario_notifications,
    momentum.scenario_runs,
    momentum.badge_definitions,
    momentum.badge_awards,
    momentum.badge_evaluation_log,
    momentum.award_reviews,
    momentum.badge_queue,
    momentum.badge_turns,
    momentum.intervention_rules,
    momentum.coach_interventions,
    momentum.momentum_notifications
TO service_role;

-- Functions and procedures

GRANT EXECUTE ON FUNCTION
    momentum.clock(),
    momentum._today(),
    momentum._caller_role(),
    momentum._caller_is_service(),
    momentum._check_may_act_for(uuid),
    momentum._caller_is_coach(),
    momentum._check_may_read(uuid),
    momentum._check_date_range(date, date),
    momentum._check_score_dates(date, date),
    momentum._check_events_kept(date),
    momentum._events_kept_from(),
    momentum._decay_weights(numeric, integer),
    momentum._score_version(text, date),
    momentum._version_in_effect(date),
    momentum._score_user(date, momentum.score_versions, uuid),
    momentum._score_users(
        date, momentum.score_versions, uuid[], date, momentum._past_score[]
    ),
    momentum.explain_score(uuid, date),
    momentum.record_event(uuid, text, timestamptz, jsonb, uuid),
    momentum.realtime_events_since(uuid, text, integer),
    momentum.get_realtime_momentum_state(uuid),
    momentum.get_realtime_interventions(uuid),
    momentum.get_realtime_notifications(uuid, integer),
    momentum.get_dashboard(uuid, integer),
    momentum.subscribe_to_momentum_channels(uuid),
    momentum.mark_notification_read(uuid),
    momentum.acknowledge_cache_invalidation(uuid, text)
TO authenticated, service_role;

GRANT EXECUTE ON FUNCTION
    momentum._alert(jsonb, double precision),
    momentum._announce(momentum._announcement[], timestamptz),
    momentum._notify(text[], jsonb),
    momentum._shorten(jsonb),
    momentum._ring_if_waiting(),
    momentum.cleanup_realtime_events(timestamptz),
    momentum.cleanup_realtime_metrics(),
    momentum.get_overview(),
    momentum.log_realtime_event(text, text, uuid, integer, integer, boolean, text),
    momentum._check_isolation(),
    momentum._check_users(uuid[]),
    momentum._content_id(jsonb),
    momentum._event_id(uuid, timestamptz, text, text, jsonb),
    momentum._event_problem(text, timestamptz, jsonb, timestamptz),
    momentum._import_staged_events(),
    momentum._stage_events(),
    momentum._staged_event_problem(text, text, text, text, text),
    momentum._first_active_day(),
    momentum._check_legacy_table(),
    momentum._check_version_unused(text),
    momentum._check_weights(jsonb),
    momentum._legacy_scores(date, date),
    momentum._list_score_versions(),
    momentum._resembles(text, text),
    momentum._lock_score_versions(),
    momentum._lock_stripe(uuid),
    momentum._lock_users(uuid[]),
    momentum._try_lock_users(uuid[], integer),
    momentum._score_everyone(date, momentum.score_versions),
    momentum._store_scores(date, momentum.score_versions, uuid[], text[]),
    momentum._queue_later_days(uuid[], date, text),
    momentum._score_live(uuid[]),
    momentum._rescore_days(uuid[], date[], text),
    momentum._rescore_queued(uuid[]),
    momentum._drain_users(uuid[]),
    momentum._unscored_users(date),
    momentum._users_to_score(text, date, uuid[]),
    momentum._warn_without_version(),
    momentum._weights_settings(),
    momentum._write_scores(date, momentum.score_versions, uuid[], text[]),
    momentum.activate_score_version(text, date),
    momentum.active_users(date),
    momentum.calculate_score(uuid, date, text),
    momentum.calculate_scores(date, uuid[], text),
    momentum.drain_rescore_queue(integer),
    momentum.compare_legacy_scores(date, date, numeric),
    momentum.import_legacy_scores(date, date),
    momentum.load_score_version(text, jsonb, date),
    momentum.missing_score_days(date, date),
    momentum._quiet_past_days(),
    momentum.preview_scores(text, date, date, uuid[]),
    momentum._summarize_preview(text, date, date, uuid[], integer),
    momentum.maintain_partitions(timestamptz),
    momentum._activity_id(uuid, timestamptz, text, uuid),
    momentum._activity_problem(text, timestamptz),
    momentum._import_staged_activities(),
    momentum._stage_activities(),
    momentum._staged_activity_problem(text, text, text, text, text),
    momentum._check_instant(timestamptz),
    momentum._check_organisation(uuid),
    momentum._known_sessions(timestamptz, integer, uuid[], uuid, uuid[]),
    momentum._count_sessions(uuid[], timestamptz, timestamptz, integer),
    momentum._evaluate(text, timestamptz, uuid[], uuid),
    momentum._find_expiry(timestamptz, uuid[], uuid),
    momentum._find_inactivity(timestamptz, uuid[], uuid),
    momentum._find_milestones(timestamptz, uuid[], uuid),
    momentum._first_announced_year(),
    momentum._record_notifications(text, timestamptz, momentum._scenario_candidate[]),
    momentum._recount_sessions(uuid[], integer[]),
    momentum._scenario_outsiders(text, uuid[]),
    momentum.drain_summary_queue(),
    momentum.evaluate_expiry(timestamptz, uuid[], uuid),
    momentum.evaluate_inactivity(timestamptz, uuid[], uuid),
    momentum.evaluate_milestones(timestamptz, uuid[], uuid),
    momentum.evaluate_scenarios(timestamptz, text[]),
    momentum.milestone_triggers(uuid, timestamptz),
    momentum.rebuild_annual_summary(),
    momentum.verify_annual_summary(),
    momentum._award_badges(momentum._earned_badge[], timestamptz, text),
    momentum._award_holds(momentum.badge_awards),
    momentum._badge(uuid),
    momentum._badge_evidence(uuid, momentum.badge_definitions, timestamp, timestamptz),
    momentum._check_badge_organisation(uuid),
    momentum._check_known_organisation(uuid),
    momentum._check_streak(text, integer, text[]),
    momentum._evaluate_activities(momentum._arrived_activity[], timestamptz, text),
    momentum._find_earned_badges(momentum._arrived_activity[], timestamptz),
    momentum._first_earned(uuid[], momentum.badge_definitions, timestamptz),
    momentum._hold_badge_turns(uuid[]),
    momentum._is_duration(interval),
    momentum._list_badges(uuid),
    momentum._review_awards(momentum._arrived_activity[]),
    momentum._streak_windows(text, timestamp, integer[]),
    momentum._streaks(uuid[], text, text[], uuid, timestamptz),
    momentum._window_counts(uuid, text, text[], uuid, timestamp, timestamp, timestamptz),
    momentum.audit_badge_isolation(),
    momentum.award_badge(uuid, uuid, text, boolean),
    momentum.award_retroactively(uuid, boolean),
    momentum.define_badge(uuid, text, text, integer, text, text[], boolean),
    momentum.evaluate_badges(uuid, uuid, timestamptz),
    momentum.evaluate_streak(uuid, text, integer, text[], uuid, boolean, timestamptz),
    momentum.evaluate_streaks(text, integer, text[], uuid, boolean, timestamptz),
    momentum.explain_badge(uuid, uuid),
    momentum.longest_streak(uuid, text, text[], uuid),
    momentum.reconcile_badges(interval, timestamptz),
    momentum.revoke_badge(uuid, uuid, text),
    momentum._find_interventions(date, uuid[], timestamptz),
    momentum.evaluate_interventions(date, uuid[]),
    momentum._abandon_runs(text),
    momentum._alert_job(momentum.job_runs),
    momentum._cron_entries(),
    momentum._cron_prefix(),
    momentum._daily_instant(text, timestamptz),
    momentum._due_runs(timestamptz),
    momentum._job_is_held(text),
    momentum._list_jobs(),
    momentum._missed_instants(text, timestamptz),
    momentum._retry_at(momentum.job_runs, interval),
    momentum._unschedule_jobs(text[]),
    momentum.cleanup_job_runs(timestamptz),
    momentum.schedule_jobs(),
    momentum.unschedule_jobs()
TO service_role;

GRANT EXECUTE ON PROCEDURE
    momentum._report_progress(text, date, bigint, bigint, bigint),
    momentum._score_days(text, date, date, uuid[], integer, integer),
    momentum._perform_job(text, timestamptz, integer, jsonb),
    momentum._report_run(momentum.job_runs),
    momentum._run_job(text, timestamptz, integer, boolean, jsonb),
    momentum.backfill_empty_days(date, date, integer, integer, boolean),
    momentum.recalculate_scores(date, date, uuid[], integer, integer),
    momentum.run_due_jobs(timestamptz),
    momentum.run_job(text, timestamptz, boolean)
TO service_role;
