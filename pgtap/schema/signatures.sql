-- The public interface: names, argument types and defaults, and what is returned.
BEGIN;
SELECT plan(44);

CREATE TEMPORARY VIEW interface AS
SELECT
    p.proname::text AS name,
    pg_get_function_arguments(p.oid) AS arguments,
    CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE pg_get_function_result(p.oid) END AS result
FROM pg_proc AS p
WHERE p.pronamespace = 'momentum'::regnamespace;

SELECT is(
    (SELECT ROW(i.arguments, i.result)::text FROM interface AS i WHERE i.name = wanted.name),
    ROW(wanted.arguments, wanted.result)::text,
    wanted.name || ' has the documented signature'
)
FROM (
    VALUES
    ('clock', '', 'timestamp with time zone'),
    ('active_users', 'p_day date', 'TABLE(user_id uuid)'),
    (
        'record_event',
        'p_user_id uuid, p_event_type text, '
        'p_event_ts timestamp with time zone DEFAULT NULL::timestamp with time zone, '
        'p_payload jsonb DEFAULT ''{}''::jsonb, p_event_id uuid DEFAULT NULL::uuid',
        'uuid'
    ),
    (
        'maintain_partitions',
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'TABLE(action text, partition_name text, from_day date, to_day date, rows bigint, '
        'reason text)'
    ),
    (
        'run_job',
        'IN p_name text, IN p_now timestamp with time zone DEFAULT momentum.clock(), '
        'IN p_once boolean DEFAULT false',
        'procedure'
    ),
    (
        'run_due_jobs', 'IN p_now timestamp with time zone DEFAULT momentum.clock()', 'procedure'
    ),
    ('schedule_jobs', '', 'integer'),
    ('unschedule_jobs', '', 'integer'),
    (
        'cleanup_job_runs', 'p_now timestamp with time zone DEFAULT momentum.clock()', 'bigint'
    ),
    (
        'calculate_score',
        'p_user_id uuid, p_score_date date DEFAULT momentum._today(), '
        'p_version text DEFAULT NULL::text',
        'momentum.daily_engagement_scores'
    ),
    (
        'calculate_scores',
        'p_score_date date DEFAULT (momentum._today() - 1), '
        'p_user_ids uuid[] DEFAULT NULL::uuid[], p_version text DEFAULT NULL::text',
        'TABLE(users bigint, inserted bigint, updated bigint, unchanged bigint)'
    ),
    ('explain_score', 'p_user_id uuid, p_score_date date', 'jsonb'),
    (
        'recalculate_scores',
        'IN p_from date, IN p_to date, IN p_user_ids uuid[] DEFAULT NULL::uuid[], '
        'IN p_page_size integer DEFAULT 500, IN p_commit_every integer DEFAULT 1000',
        'procedure'
    ),
    (
        'backfill_empty_days',
        'IN p_from date, IN p_to date, IN p_page_size integer DEFAULT 500, '
        'IN p_commit_every integer DEFAULT 1000, IN p_dry_run boolean DEFAULT false',
        'procedure'
    ),
    (
        'missing_score_days',
        'p_from date, p_to date',
        'TABLE(score_date date, missing bigint)'
    ),
    (
        'realtime_events_since',
        'p_user_id uuid, p_after text DEFAULT NULL::text, p_limit integer DEFAULT 500',
        'jsonb'
    ),
    (
        'log_realtime_event',
        'p_event_type text, p_channel_name text, p_user_id uuid DEFAULT NULL::uuid, '
        'p_payload_size integer DEFAULT NULL::integer, '
        'p_processing_time_ms integer DEFAULT NULL::integer, p_success boolean DEFAULT true, '
        'p_error_message text DEFAULT NULL::text',
        'void'
    ),
    ('cleanup_realtime_metrics', '', 'integer'),
    (
        'cleanup_realtime_events',
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'bigint'
    ),
    (
        'milestone_triggers',
        'p_user_id uuid, p_now timestamp with time zone DEFAULT momentum.clock()',
        'momentum.milestone_trigger[]'
    ),
    (
        'evaluate_milestones',
        'p_now timestamp with time zone DEFAULT momentum.clock(), '
        'p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid',
        'SETOF momentum.milestone_trigger'
    ),
    (
        'evaluate_inactivity',
        'p_now timestamp with time zone DEFAULT momentum.clock(), '
        'p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid',
        'SETOF momentum.scenario_notifications'
    ),
    (
        'evaluate_expiry',
        'p_now timestamp with time zone DEFAULT momentum.clock(), '
        'p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid',
        'SETOF momentum.scenario_notifications'
    ),
    (
        'evaluate_scenarios',
        'p_now timestamp with time zone DEFAULT momentum.clock(), '
        'p_scenario_types text[] DEFAULT NULL::text[]',
        'TABLE(scenario_type text, evaluated_users bigint, triggered bigint, skipped bigint)'
    ),
    ('drain_summary_queue', '', 'bigint'),
    ('rebuild_annual_summary', '', 'bigint'),
    (
        'evaluate_streak',
        'p_user_id uuid, p_window_unit text, p_required integer, '
        'p_activity_types text[] DEFAULT NULL::text[], p_organisation_id uuid DEFAULT NULL::uuid, '
        'p_open_window_grace boolean DEFAULT false, '
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'momentum.streak_result'
    ),
    (
        'evaluate_streaks',
        'p_window_unit text, p_required integer, '
        'p_activity_types text[] DEFAULT NULL::text[], p_organisation_id uuid DEFAULT NULL::uuid, '
        'p_open_window_grace boolean DEFAULT false, '
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'TABLE(user_id uuid, met boolean, current_value integer)'
    ),
    (
        'longest_streak',
        'p_user_id uuid, p_window_unit text, p_activity_types text[] DEFAULT NULL::text[], '
        'p_organisation_id uuid DEFAULT NULL::uuid',
        'momentum.streak_result'
    ),
    (
        'evaluate_badges',
        'p_user_id uuid, p_organisation_id uuid, '
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'SETOF momentum.badge_awards'
    ),
    (
        'reconcile_badges',
        'p_since interval DEFAULT ''24:00:00''::interval, '
        'p_now timestamp with time zone DEFAULT momentum.clock()',
        'TABLE(scanned bigint, reevaluated bigint, awarded bigint, awarded_share numeric, '
        'alerted boolean)'
    ),
    ('award_retroactively', 'p_badge_id uuid, p_announce boolean DEFAULT false', 'bigint'),
    (
        'revoke_badge', 'p_user_id uuid, p_badge_id uuid, p_reason text', 'momentum.badge_awards'
    ),
    ('explain_badge', 'p_user_id uuid, p_badge_id uuid', 'jsonb'),
    (
        'evaluate_interventions',
        'p_score_date date DEFAULT (momentum._today() - 1), '
        'p_user_ids uuid[] DEFAULT NULL::uuid[]',
        'TABLE(rule_name text, evaluated_users bigint, interventions bigint, '
        'notifications bigint, skipped bigint)'
    ),
    ('get_realtime_momentum_state', 'target_user_id uuid', 'jsonb'),
    ('get_realtime_interventions', 'target_user_id uuid', 'jsonb'),
    (
        'get_realtime_notifications', 'target_user_id uuid, p_limit integer DEFAULT 50', 'jsonb'
    ),
    ('subscribe_to_momentum_channels', 'target_user_id uuid', 'jsonb'),
    ('mark_notification_read', 'p_notification_id uuid', 'boolean'),
    ('acknowledge_cache_invalidation', 'p_user_id uuid, p_cache_key text', 'boolean')
) AS wanted (name, arguments, result);

SELECT is(
    (SELECT i.arguments FROM interface AS i WHERE i.name = 'load_score_version'),
    'p_version text, p_weights jsonb, p_effective_from date DEFAULT NULL::date',
    'load_score_version has the documented arguments'
);

SELECT results_eq(
    $$SELECT a.attname::text COLLATE "default", format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum.milestone_trigger'::regclass ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid'), ('organisation_id', 'uuid'), ('milestone_year', 'integer'),
        ('milestone_value', 'integer'), ('session_count', 'integer'),
        ('should_trigger', 'boolean')$$,
    'a milestone_trigger has the documented fields'
);
SELECT results_eq(
    $$SELECT a.attname::text COLLATE "default", format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum.streak_result'::regclass ORDER BY a.attnum$$,
    $$VALUES
        ('met', 'boolean'), ('current_value', 'integer'), ('required_value', 'integer'),
        ('windows', 'jsonb')$$,
    'a streak_result has the documented fields'
);

SELECT * FROM finish();
ROLLBACK;
