-- The id follows from the content alone. It must never change: the same file imported again after
-- an upgrade would be doubled. The expected ids were computed outside of the database.
BEGIN;
SELECT plan(9);

SET LOCAL timezone = 'Pacific/Auckland';

SELECT is(
    momentum._event_id(
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'note', NULL, '{}'
    ),
    '21f223ac-8188-88e5-813c-b785e1da71ca'::uuid,
    'a plain event'
);
SELECT is(
    momentum._event_id(
        '00000000-0000-0000-0000-000000000001', '2026-03-10 10:30:00.000001+01', 'é"', 'sleep',
        '{"bb": [2, "ü"],   "a": 1}'
    ),
    '4c022aa2-b767-88f5-8720-c0c784864670'::uuid,
    'an event with everything, in another time zone and order of keys'
);
SELECT isnt(
    momentum._event_id(
        e.user_id::uuid, e.event_ts::timestamptz, e.event_type, e.pillar_id, e.payload::jsonb
    ),
    '21f223ac-8188-88e5-813c-b785e1da71ca'::uuid,
    'another ' || e.what
)
FROM (
    VALUES
    ('00000000-0000-0000-0000-000000000002', '2026-03-10 09:30:00+00', 'note', NULL, '{}', 'user'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00.000001+00', 'note', NULL, '{}',
        'time'
    ),
    ('00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'Note', NULL, '{}', 'type'),
    ('00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'note', '', '{}', 'pillar'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'note', NULL, '{"a": 1}',
        'payload'
    ),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'note", "x', NULL, '{}',
        'type that looks like more fields'
    )
) AS e (user_id, event_ts, event_type, pillar_id, payload, what);
SELECT matches(
    momentum._event_id(
        '00000000-0000-0000-0000-000000000001', '2026-03-10 09:30:00+00', 'note', NULL, '{}'
    )::text,
    '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$',
    'it is a UUID of version 8'
);

SELECT * FROM finish();
ROLLBACK;
