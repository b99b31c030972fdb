-- Names the value that is not of its type, whether it comes in columns or in a document.
BEGIN;
SELECT plan(14);

SET LOCAL datestyle = 'ISO, YMD';

SELECT is(
    split_part(
        momentum._staged_activity_problem(
            a.user_id, a.completed_at, a.activity_id, a.organisation_id, a.document
        ),
        ':',
        1
    ),
    a.value,
    a.description
)
FROM (
    VALUES
    (NULL, NULL, NULL, NULL, NULL, NULL, 'nothing at all can be read'),
    (
        '00000000-0000-0000-0000-000000000001', '2026-03-10T09:30:00Z',
        '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', NULL, NULL,
        'a good line'
    ),
    ('me', NULL, NULL, NULL, NULL, 'user_id', 'a user'),
    (NULL, 'soon', NULL, NULL, NULL, 'completed_at', 'a time'),
    (
        NULL, '31.12.2025', NULL, NULL, NULL, 'completed_at',
        'a date in a style that is not the caller''s'
    ),
    (NULL, NULL, '1', NULL, NULL, 'activity_id', 'an id'),
    (NULL, NULL, NULL, 'mine', NULL, 'organisation_id', 'an organisation'),
    (NULL, NULL, NULL, NULL, '{', 'the line', 'a document'),
    (NULL, NULL, NULL, NULL, '{"user_id": "me"}', 'user_id', 'a user in a document'),
    (NULL, NULL, NULL, NULL, '{"completed_at": 1}', 'completed_at', 'a time in a document'),
    (NULL, NULL, NULL, NULL, '{"activity_id": []}', 'activity_id', 'an id in a document'),
    (NULL, NULL, NULL, NULL, '{"id": []}', 'activity_id', 'an id under its other name'),
    (
        NULL, NULL, NULL, NULL, '{"organisation_id": "x"}', 'organisation_id',
        'an organisation in a document'
    )
) AS a (user_id, completed_at, activity_id, organisation_id, document, value, description);
SELECT is(
    momentum._staged_activity_problem('me', NULL, NULL, NULL, NULL),
    'user_id: invalid input syntax for type uuid: "me" [PM005]',
    'the message is told'
);

SELECT * FROM finish();
ROLLBACK;
