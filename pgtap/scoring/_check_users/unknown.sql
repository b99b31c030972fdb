-- Null, unknown and deleted users are named, up to five of them.
BEGIN;
SELECT plan(8);

INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-11 00:00:00+00');

SELECT lives_ok(
    format('SELECT momentum._check_users(%s)', a.users), a.description
)
FROM (
    VALUES
    ($$NULL$$, 'null is everyone'),
    ($$'{}'$$, 'nobody is fine'),
    ($$ARRAY['00000000-0000-0000-0000-000000000001']::uuid[]$$, 'a known user'),
    (
        $$ARRAY[
            '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001'
        ]::uuid[]$$,
        'a known user, twice'
    )
) AS a (users, description);
SELECT throws_ok(
    format('SELECT momentum._check_users(%s)', a.users), 'PM001', a.message, a.description
)
FROM (
    VALUES
    ($$ARRAY[NULL]::uuid[]$$, 'unknown user: null', 'a null'),
    (
        $$ARRAY[
            '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000f'
        ]::uuid[]$$,
        'unknown user: 00000000-0000-0000-0000-00000000000f',
        'only the unknown one is named'
    ),
    (
        $$ARRAY['00000000-0000-0000-0000-000000000002']::uuid[]$$,
        'unknown user: 00000000-0000-0000-0000-000000000002',
        'a deleted user'
    ),
    (
        'array_fill(NULL::uuid, ARRAY[1000])',
        'unknown user: null, null, null, null, null',
        'of a thousand five are named'
    )
) AS a (users, message, description);

SELECT * FROM finish();
ROLLBACK;
