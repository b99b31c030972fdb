-- The public interface: names, argument types and defaults, and what is returned.
BEGIN;
SELECT plan(19);

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
    ('rebuild_annual_summary', '', 'bigint')
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

SELECT * FROM finish();
ROLLBACK;
