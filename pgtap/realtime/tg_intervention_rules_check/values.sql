-- Rules that make no sense are refused, with a hint, when they are written.
BEGIN;
SELECT plan(72);

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
SELECT w.wanted, o.*
FROM (
    VALUES
    ('needs_care', 'rule_type', 'magic', 'unknown rule type: magic'),
    ('needs_care', 'rule_type', NULL, 'unknown rule type: null'),
    ('needs_care', 'rule_type', 'score_drop', 'a rule of the type score_drop has no state'),
    ('score_drop', 'rule_type', 'days_in_state', 'unknown momentum state: null'),
    ('needs_care', 'momentum_state', 'needscare', 'unknown momentum state: needscare'),
    ('needs_care', 'momentum_state', NULL, 'unknown momentum state: null'),
    ('rising', 'momentum_state', NULL, 'unknown momentum state: null'),
    ('score_drop', 'momentum_state', 'Steady', 'a rule of the type score_drop has no state'),
    ('consistency', 'momentum_state', 'Steady', 'a rule of the type state_changes has no state'),
    ('needs_care', 'within_days', '0', 'bad within_days: 0'),
    ('needs_care', 'within_days', '-1', 'bad within_days: -1'),
    ('needs_care', 'within_days', '32', 'bad within_days: 32'),
    ('needs_care', 'within_days', NULL, 'bad within_days: null'),
    ('score_drop', 'within_days', '1', 'bad within_days: 1'),
    ('needs_care', 'within_days', '1', 'bad threshold: 2.00'),
    ('needs_care', 'threshold', '0', 'bad threshold: 0.00'),
    ('needs_care', 'threshold', '-1', 'bad threshold: -1.00'),
    ('needs_care', 'threshold', '1.5', 'bad threshold: 1.50'),
    ('needs_care', 'threshold', '8', 'bad threshold: 8.00'),
    ('needs_care', 'threshold', 'NaN', 'bad threshold: NaN'),
    ('needs_care', 'threshold', NULL, 'bad threshold: null'),
    ('rising', 'threshold', '6', 'bad threshold: 6.00'),
    ('consistency', 'threshold', '7', 'bad threshold: 7.00'),
    ('consistency', 'threshold', '3.5', 'bad threshold: 3.50'),
    ('score_drop', 'threshold', '100.01', 'bad threshold: 100.01'),
    ('score_drop', 'limit_hours', '6', 'bad limit_hours: 6'),
    ('score_drop', 'limit_hours', NULL, 'bad limit_hours: null'),
    ('score_drop', 'per_day', '0', 'bad per_day: 0'),
    ('score_drop', 'per_day', '4', 'bad per_day: 4'),
    ('score_drop', 'per_day', NULL, 'bad per_day: null'),
    ('needs_care', 'per_day', '2', 'bad per_day: 2'),
    ('score_drop', 'notification_type', NULL, 'the rule has no effect'),
    ('score_drop', 'notification_type', ' ', 'a type is empty'),
    ('needs_care', 'intervention_type', '', 'a type is empty'),
    ('score_drop', 'title', NULL, 'the notification says nothing'),
    ('score_drop', 'message', ' ', 'the notification says nothing')
) AS w (rule, name, value, wanted)
CROSS JOIN LATERAL pg_temp.outcome(
    format(
        'UPDATE momentum.intervention_rules SET %I = %L WHERE name = %L', w.name, w.value, w.rule
    )
) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW('PM006', r.wanted)::text, r.wanted) FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
