-- Every key that is not reserved is an event type, whatever it looks like.
BEGIN;
SELECT plan(12);

SELECT lives_ok(
    format(
        'SELECT momentum.load_score_version(''odd'', %L)',
        jsonb_build_object('max_weight_per_day', 10, t.name, 3)
    ),
    format('"%s" can be an event type', t.name)
)
FROM (
    VALUES
    ('photo_share'), ('rest_days'), ('read_policy'), ('pain_threshold'), ('max_effort_set'),
    ('default_plan_chosen'), ('weight'), ('version'), ('effective_from'), ('Chat Message'),
    ('Ärger')
) AS t (name);
SELECT is(
    (
        SELECT w.weight FROM momentum.event_weights AS w
        WHERE w.version = 'odd' AND w.event_type = 'Ärger'
    ),
    3.00,
    'with its weight'
);

SELECT * FROM finish();
ROLLBACK;
