-- The id follows from the content alone. It must never change: the same file imported again after
-- an upgrade would be doubled. The expected ids were computed outside of the database.
BEGIN;
SELECT plan(6);

SET LOCAL timezone = 'Pacific/Auckland';

SELECT is(
    momentum._activity_id(
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'session', NULL
    ),
    '9f1226a4-f96a-8154-83f6-6603c9eb7339'::uuid,
    'a plain activity'
);
SELECT is(
    momentum._activity_id(
        '00000000-0000-0000-0000-000000000001', '2026-03-10 10:30:00.000001+01', 'é"',
        '00000000-0000-0000-0000-0000000000a1'
    ),
    '22b7ccc6-800d-87ec-8a9e-78bfd333f722'::uuid,
    'an activity with everything, in another time zone'
);
SELECT isnt(
    momentum._activity_id(
        a.user_id::uuid, a.completed_at::timestamptz, a.activity_type, a.organisation_id::uuid
    ),
    '9f1226a4-f96a-8154-83f6-6603c9eb7339'::uuid,
    'another ' || a.what
)
FROM (
    VALUES
    ('00000000-0000-0000-0000-000000000002', '2026-03-10 09:30:00+00', 'session', NULL, 'user'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00.000001+00', 'session', NULL,
        'time'
    ),
    ('00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'Session', NULL, 'type'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'session',
        '00000000-0000-0000-0000-0000000000a1', 'organisation'
    )
) AS a (user_id, completed_at, activity_type, organisation_id, what);

SELECT * FROM finish();
ROLLBACK;
