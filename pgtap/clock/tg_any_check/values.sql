-- Rules that make no sense are refused, with a hint, when they are written.
BEGIN;
SELECT plan(80);

CREATE FUNCTION pg_temp.outcome(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql AS $outcome$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$outcome$;
CREATE TEMPORARY TABLE refused AS
SELECT
    CASE w.name WHEN 'name' THEN COALESCE(w.value, 'null') ELSE w.rule END AS rule,
    w.wanted,
    format('%s: %s = %s', w.rule, w.name, COALESCE(left(w.value, 20), 'null')) AS about,
    o.*
FROM (
    VALUES
    ('needs_care', 'rule_type', 'magic', 'known_type'),
    ('needs_care', 'rule_type', NULL, 'known_type'),
    ('needs_care', 'rule_type', 'score_drop', 'state_if_of_one'),
    ('score_drop', 'rule_type', 'days_in_state', 'state_if_of_one'),
    ('needs_care', 'momentum_state', 'needscare', 'state_if_of_one'),
    ('needs_care', 'momentum_state', NULL, 'state_if_of_one'),
    ('rising', 'momentum_state', NULL, 'state_if_of_one'),
    ('score_drop', 'momentum_state', 'Steady', 'state_if_of_one'),
    ('consistency', 'momentum_state', 'Steady', 'state_if_of_one'),
    ('needs_care', 'within_days', '0', 'days_of_a_month'),
    ('needs_care', 'within_days', '-1', 'days_of_a_month'),
    ('needs_care', 'within_days', '32', 'days_of_a_month'),
    ('needs_care', 'within_days', NULL, 'days_of_a_month'),
    ('score_drop', 'within_days', '1', 'days_of_a_month'),
    ('needs_care', 'within_days', '1', 'threshold_in_reach'),
    ('needs_care', 'threshold', '0', 'threshold_in_reach'),
    ('needs_care', 'threshold', '-1', 'threshold_in_reach'),
    ('needs_care', 'threshold', '1.5', 'threshold_in_reach'),
    ('needs_care', 'threshold', '8', 'threshold_in_reach'),
    ('needs_care', 'threshold', 'NaN', 'threshold_in_reach'),
    ('needs_care', 'threshold', NULL, 'threshold_in_reach'),
    ('rising', 'threshold', '6', 'threshold_in_reach'),
    ('consistency', 'threshold', '7', 'threshold_in_reach'),
    ('consistency', 'threshold', '3.5', 'threshold_in_reach'),
    ('score_drop', 'threshold', '100.01', 'threshold_in_reach'),
    ('score_drop', 'limit_hours', '6', 'limit_of_a_day'),
    ('score_drop', 'limit_hours', NULL, 'limit_of_a_day'),
    ('score_drop', 'per_day', '0', 'limit_of_a_day'),
    ('score_drop', 'per_day', '4', 'limit_of_a_day'),
    ('score_drop', 'per_day', NULL, 'limit_of_a_day'),
    ('needs_care', 'per_day', '2', 'limit_of_a_day'),
    ('score_drop', 'notification_type', NULL, 'has_an_effect'),
    ('score_drop', 'notification_type', ' ', 'types_are_named'),
    ('needs_care', 'intervention_type', '', 'types_are_named'),
    ('score_drop', 'title', NULL, 'notification_has_texts'),
    ('score_drop', 'message', ' ', 'notification_has_texts'),
    ('score_drop', 'title', repeat('x', 1001), 'notification_has_texts'),
    ('score_drop', 'message', repeat('x', 100001), 'notification_has_texts'),
    ('needs_care', 'name', ' ', 'named'),
    ('needs_care', 'name', NULL, 'named')
) AS w (rule, name, value, wanted)
CROSS JOIN LATERAL pg_temp.outcome(
    format(
        'UPDATE momentum.intervention_rules SET %I = %L WHERE name = %L', w.name, w.value, w.rule
    )
) AS o;
SELECT is(
    ROW(r.code, r.message)::text,
    ROW(
        'PM006',
        format('bad intervention rule %s: it violates "intervention_rules_%s"', r.rule, r.wanted)
    )::text,
    r.about
)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.about || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
