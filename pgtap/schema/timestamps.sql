-- created_at and updated_at on the tables that are worked on, deleted_at where a person can delete,
-- and a trigger behind every updated_at.
BEGIN;
SELECT plan(59);

SELECT is(
    (
        SELECT ROW(format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef)::text
        FROM pg_attribute AS a
        WHERE
            a.attrelid = ('momentum.' || t.name)::regclass
            AND a.attname = c.name
            AND NOT a.attisdropped
    ),
    ROW('timestamp with time zone'::text, true, true)::text,
    format('%s has %s: an instant, not null, with a default', t.name, c.name)
)
FROM (
    VALUES
    ('momentum_pillars'), ('momentum_events'), ('motivation_journal'), ('habit_index'),
    ('daily_engagement_scores'), ('score_versions'), ('event_weights'), ('rescore_queue'),
    ('score_discrepancies'), ('organisations'), ('memberships'), ('activities'),
    ('summary_queue'), ('scenario_configs'), ('notification_preferences'), ('credentials'),
    ('scenario_notifications'), ('badge_definitions'), ('badge_awards'), ('award_reviews'),
    ('badge_queue'), ('intervention_rules'), ('coach_interventions'), ('momentum_notifications'),
    ('jobs')
) AS t (name)
CROSS JOIN (VALUES ('created_at'), ('updated_at')) AS c (name);

SELECT is(
    (
        SELECT ROW(format_type(a.atttypid, a.atttypmod), a.attnotnull)::text
        FROM pg_attribute AS a
        WHERE
            a.attrelid = ('momentum.' || t.name)::regclass
            AND a.attname = 'deleted_at'
            AND NOT a.attisdropped
    ),
    ROW('timestamp with time zone'::text, false)::text,
    format('%s can be deleted softly', t.name)
)
FROM (
    VALUES
    ('momentum_pillars'), ('momentum_events'), ('motivation_journal'), ('habit_index'),
    ('organisations'), ('activities'), ('credentials')
) AS t (name);

SELECT is_empty(
    $$SELECT c.relname
    FROM pg_class AS c
    JOIN pg_attribute AS a
        ON a.attrelid = c.oid AND a.attname = 'updated_at' AND NOT a.attisdropped
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (
            SELECT FROM pg_trigger AS t
            WHERE
                t.tgrelid = c.oid
                AND t.tgfoid = 'momentum.tg_any_set_updated_at()'::regprocedure
                -- for each row, before, update
                AND t.tgtype::integer = 1 + 2 + 16
                AND t.tgenabled = 'O'
        )$$,
    'every table with updated_at has the trigger that sets it'
);
SELECT is_empty(
    $$SELECT c.relname, a.attname
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND a.atttypid IN ('timestamp'::regtype, 'timetz'::regtype)$$,
    'no column holds a time without its zone'
);

SELECT * FROM finish();
ROLLBACK;
