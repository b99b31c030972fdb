-- Days that are none, or not yet; users that are unknown.
BEGIN;
SELECT plan(10);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 23:59:59.999999+00');
INSERT INTO auth.users (id, deleted_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-11-01Z');

SELECT throws_ok(
    format('SELECT momentum.evaluate_interventions(%L, %L::uuid[])', w.day, w.users), w.code,
    w.message, w.about
)
FROM (
    VALUES
    ('2026-11-22', NULL, 'PM003', '2026-11-22 is in the future', 'tomorrow'),
    (NULL, NULL, 'PM004', 'a date is missing', 'no day'),
    ('-infinity', NULL, 'PM004', 'infinity is not a day', 'infinity'),
    ('0001-01-01 BC', NULL, 'PM004', 'a day lies outside the years 1 to 9999', 'before'),
    (
        '2026-11-20', '{00000000-0000-0000-0000-000000000001}', 'PM001',
        'unknown user: 00000000-0000-0000-0000-000000000001', 'a deleted user'
    ),
    (
        '2026-11-20', '{00000000-0000-0000-0000-000000000002}', 'PM001',
        'unknown user: 00000000-0000-0000-0000-000000000002', 'an unknown user'
    ),
    ('2026-11-20', '{NULL}', 'PM001', 'unknown user: null', 'no user')
) AS w (day, users, code, message, about);
SELECT lives_ok(
    $$SELECT momentum.evaluate_interventions(d.day)
    FROM (VALUES (date '2026-11-01'), ('2026-11-20'), ('2026-11-21')) AS d (day)$$,
    'today, yesterday, and any day before'
);
SET LOCAL ROLE authenticated;
SELECT throws_ok(
    'SELECT momentum.evaluate_interventions()', '42501', NULL, 'not for users'
);
RESET ROLE;
SELECT is_empty('SELECT * FROM momentum.coach_interventions', 'nothing is recorded');

SELECT * FROM finish();
ROLLBACK;
