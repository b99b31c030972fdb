-- Who a paged run works on: the active users of the day, of these those named, and for a back-fill
-- those without a row.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000003', '2026-03-11 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000004', '2026-01-01 00:00:00+00', '2026-03-11 00:00:00+00');
SELECT momentum.calculate_score(
    '00000000-0000-0000-0000-000000000001', '2026-03-10'
) AS scored \gset

SELECT results_eq(
    format(
        'SELECT user_id FROM momentum._users_to_score(%L, %L, %L) ORDER BY user_id',
        c.operation, '2026-03-10', c.users
    ),
    c.expected::uuid[],
    c.description
)
FROM (
    VALUES
    (
        'recalculate', NULL,
        '{00000000-0000-0000-0000-000000000001, 00000000-0000-0000-0000-000000000002}',
        'a recalculation: everyone active, with a row or without'
    ),
    (
        'recalculate',
        '{00000000-0000-0000-0000-000000000002, 00000000-0000-0000-0000-000000000002,
        00000000-0000-0000-0000-000000000003}',
        '{00000000-0000-0000-0000-000000000002}',
        'a recalculation of some: those of them that are active, each once'
    ),
    ('recalculate', '{}', '{}', 'a recalculation of nobody'),
    ('backfill', NULL, '{00000000-0000-0000-0000-000000000002}', 'a back-fill: who has no row')
) AS c (operation, users, expected, description);
SELECT set_eq(
    $$SELECT user_id FROM momentum._unscored_users('2026-03-11')$$,
    $$VALUES
        ('00000000-0000-0000-0000-000000000001'::uuid),
        ('00000000-0000-0000-0000-000000000002'::uuid),
        ('00000000-0000-0000-0000-000000000003'::uuid)$$,
    'on a day without rows everyone active is without one'
);

SELECT * FROM finish();
ROLLBACK;
