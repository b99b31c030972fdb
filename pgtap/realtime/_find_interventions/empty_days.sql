-- A rule that counts empty days sees them as any other; it is its own choice.
BEGIN;
SELECT plan(6);

INSERT INTO auth.users (id, created_at)
SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, '2026-01-01Z'
FROM generate_series(1, 3) AS n;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT
    u.id, d.day, 0, 0, 10, 'NeedsCare', '{"events": {}, "pillars": {}}', d.events, 'v2'
FROM (VALUES (date '2026-11-18', 1), ('2026-11-19', 0), ('2026-11-20', 0)) AS d (day, events)
CROSS JOIN auth.users AS u;
UPDATE auth.users SET deleted_at = '2026-11-01Z'
WHERE id = '00000000-0000-0000-0000-000000000003';

CREATE FUNCTION pg_temp.found(p_day date, p_user_ids uuid[] DEFAULT NULL)
RETURNS TABLE (rule_name text, evaluated_users bigint, candidates integer)
LANGUAGE sql AS $found$
    SELECT f.rule_name, f.evaluated_users, cardinality(f.candidates)
    FROM momentum._find_interventions(p_day, p_user_ids, '2026-11-21 02:10Z') AS f
$found$;

SELECT results_eq(
    $$SELECT * FROM pg_temp.found('2026-11-20')$$,
    $$VALUES ('consistency', 0::bigint, 0), ('needs_care', 0, 0), ('rising', 0, 0),
        ('score_drop', 0, 0)$$,
    'on an empty day nobody is looked at: a row for each rule all the same'
);
UPDATE momentum.intervention_rules SET counts_empty_days = true WHERE name = 'needs_care';
SELECT results_eq(
    $$SELECT * FROM pg_temp.found('2026-11-20')$$,
    $$VALUES ('consistency', 0::bigint, 0), ('needs_care', 2, 2), ('rising', 0, 0),
        ('score_drop', 0, 0)$$,
    'those who are not deleted, by the rule that counts empty days'
);
SELECT is(
    (
        SELECT min((c).trigger_reason)
        FROM momentum._find_interventions('2026-11-20', NULL, '2026-11-21 02:10Z') AS f
        CROSS JOIN unnest(f.candidates) AS c
    ),
    'NeedsCare on 3 days in a row, up to 2026-11-20',
    'all three days'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.found('2026-11-18')$$,
    $$VALUES ('consistency', 2::bigint, 0), ('needs_care', 2, 0), ('rising', 2, 0),
        ('score_drop', 2, 0)$$,
    'a day with events is looked at by all'
);
SELECT results_eq(
    $$SELECT * FROM pg_temp.found('2026-11-20', ARRAY[
        '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002'
    ]::uuid[])$$,
    $$VALUES ('consistency', 0::bigint, 0), ('needs_care', 1, 1), ('rising', 0, 0),
        ('score_drop', 0, 0)$$,
    'the users named, each once'
);
UPDATE momentum.intervention_rules SET active = false WHERE name <> 'rising';
SELECT results_eq(
    $$SELECT * FROM pg_temp.found('2026-11-18')$$,
    $$VALUES ('rising', 2::bigint, 0)$$,
    'active rules alone'
);

SELECT * FROM finish();
ROLLBACK;
