-- Rules that make sense.
BEGIN;
SELECT plan(13);

SELECT lives_ok(
    format(
        'UPDATE momentum.intervention_rules SET %s WHERE name = %L', w.assignment, w.rule
    ),
    format('%s: %s is fine', w.rule, w.assignment)
)
FROM (
    VALUES
    ('needs_care', 'threshold = 1, within_days = 1'),
    ('needs_care', 'threshold = 31, within_days = 31'),
    ('needs_care', 'momentum_state = ''Steady'''),
    ('needs_care', 'notification_type = NULL, title = NULL, message = NULL'),
    ('rising', 'threshold = 5'),
    ('rising', 'active = false'),
    ('rising', 'counts_empty_days = true'),
    ('score_drop', 'threshold = 0.01'),
    ('score_drop', 'threshold = 100, within_days = 2'),
    ('score_drop', 'per_day = 3'),
    ('score_drop', 'per_day = 1, limit_hours = 24'),
    ('consistency', 'threshold = 6')
) AS w (rule, assignment);
SELECT lives_ok(
    $$INSERT INTO momentum.intervention_rules (
        name, description, rule_type, threshold, within_days, limit_hours, per_day,
        intervention_type
    )
    VALUES ('mine', 'One of mine', 'state_changes', 1, 2, 24, 1, 'call')$$,
    'a rule of one''s own, that makes an intervention only'
);

SELECT * FROM finish();
ROLLBACK;
