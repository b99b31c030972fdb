-- Nothing for a good activity, which may lie in the future; for a bad one what is wrong.
BEGIN;
SELECT plan(11);

SELECT is(
    momentum._activity_problem(a.activity_type, a.completed_at::timestamptz),
    a.problem,
    a.description
)
FROM (
    VALUES
    ('session', '2026-03-10 09:30:00+00', NULL, 'a good activity'),
    (repeat('x', 200), '9999-12-31 23:59:59.999999+00', NULL, 'a long type, in the last year'),
    ('session', '0001-01-01 00:00:00+00', NULL, 'the first instant'),
    (NULL, '2026-03-10 09:30:00+00', 'an activity needs a type', 'no type'),
    (E' \t', '2026-03-10 09:30:00+00', 'an activity needs a type', 'a blank type'),
    (
        repeat('x', 201), '2026-03-10 09:30:00+00',
        'the activity type is longer than 200 characters', 'too long a type'
    ),
    ('session', NULL, 'an activity needs a finite time', 'no time'),
    ('session', 'infinity', 'an activity needs a finite time', 'for ever'),
    ('session', '-infinity', 'an activity needs a finite time', 'since ever'),
    (
        'session', '0001-12-31 23:59:59.999999+00 BC',
        'the activity lies outside the years 1 to 9999', 'too early'
    ),
    (
        'session', '9999-12-31 23:30:00-01',
        'the activity lies outside the years 1 to 9999', 'too late'
    )
) AS a (activity_type, completed_at, problem, description);

SELECT * FROM finish();
ROLLBACK;
