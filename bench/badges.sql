-- What fills a database of a benchmark of badges, besides activities.sql: ten badges for each
-- organisation, which have been in use as long as there are activities.
CREATE FUNCTION bench.add_badges()
RETURNS void
LANGUAGE sql VOLATILE
AS $add_badges$
    INSERT INTO momentum.badge_definitions (
        organisation_id, name, criteria_type, window_unit, required, activity_types
    )
    SELECT
        o.id,
        concat_ws(' ', b.required, b.window_unit, b.criteria_type),
        b.criteria_type,
        b.window_unit,
        b.required,
        b.activity_types::text[]
    FROM momentum.organisations AS o
    CROSS JOIN (
        VALUES
        ('streak', 'day', 3, NULL),
        ('streak', 'day', 7, '{session}'),
        ('streak', 'day', 30, NULL),
        ('streak', 'week', 4, NULL),
        ('streak', 'week', 12, '{session}'),
        ('streak', 'week', 52, NULL),
        ('streak', 'month', 6, NULL),
        ('streak', 'month', 12, '{session}'),
        ('count', NULL, 50, NULL),
        ('count', NULL, 250, '{session}')
    ) AS b (criteria_type, window_unit, required, activity_types);

    SELECT momentum.award_retroactively(b.id) FROM momentum.badge_definitions AS b;
$add_badges$;

-- What the triggers would have left.
CREATE FUNCTION bench.log_evaluations()
RETURNS void
LANGUAGE sql VOLATILE
AS $log_evaluations$
    INSERT INTO momentum.badge_evaluation_log (
        user_id, activity_id, organisation_id, evaluated_at, badges_evaluated, badges_awarded,
        source
    )
    SELECT
        a.user_id,
        a.id,
        a.organisation_id,
        a.completed_at,
        CASE WHEN a.organisation_id IS NULL THEN 0 ELSE 10 END,
        0,
        'trigger'
    FROM momentum.activities AS a
    ORDER BY a.completed_at;

    INSERT INTO momentum.badge_turns (user_id)
    SELECT DISTINCT a.user_id FROM momentum.activities AS a
    ON CONFLICT (user_id) DO NOTHING;
$log_evaluations$;
