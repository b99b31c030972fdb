-- Names the value that is not of its type, whether it comes in columns or in a document.
BEGIN;
SELECT plan(13);

SET LOCAL datestyle = 'ISO, YMD';

SELECT is(
    split_part(
        momentum._staged_event_problem(e.user_id, e.event_ts, e.id, e.payload, e.document), ':', 1
    ),
    e.value,
    e.description
)
FROM (
    VALUES
    (NULL, NULL, NULL, NULL, NULL, NULL, 'nothing at all can be read'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10T09:30:00Z',
        '00000000-0000-0000-0000-000000000001', '{}', NULL, NULL, 'a good line'
    ),
    ('me', NULL, NULL, NULL, NULL, 'user_id', 'a user'),
    (NULL, 'soon', NULL, NULL, NULL, 'event_ts', 'a time'),
    (NULL, '31.12.2025', NULL, NULL, NULL, 'event_ts', 'a date in a style that is not the caller''s'),
    (NULL, NULL, '1', NULL, NULL, 'id', 'an id'),
    (NULL, NULL, NULL, '{', NULL, 'payload', 'a payload'),
    (NULL, NULL, NULL, repeat('[', 100000), NULL, 'payload', 'a payload that is too deep'),
    (NULL, NULL, NULL, NULL, '{', 'the line', 'a document'),
    (NULL, NULL, NULL, NULL, '{"user_id": "me"}', 'user_id', 'a user in a document'),
    (NULL, NULL, NULL, NULL, '{"event_ts": 1}', 'event_ts', 'a time in a document'),
    (NULL, NULL, NULL, NULL, '{"id": []}', 'id', 'an id in a document')
) AS e (user_id, event_ts, id, payload, document, value, description);
SELECT is(
    momentum._staged_event_problem(NULL, NULL, NULL, '{"a": x}', NULL),
    'payload: invalid input syntax for type json. Token "x" is invalid. [PM005]',
    'the message and its detail are told'
);

SELECT * FROM finish();
ROLLBACK;
