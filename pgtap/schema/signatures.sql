-- The public interface: names, argument types and defaults, and what is returned.
BEGIN;
SELECT plan(11);

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
    )
) AS wanted (name, arguments, result);

SELECT is(
    (SELECT i.arguments FROM interface AS i WHERE i.name = 'load_score_version'),
    'p_version text, p_weights jsonb, p_effective_from date DEFAULT NULL::date',
    'load_score_version has the documented arguments'
);

SELECT * FROM finish();
ROLLBACK;
