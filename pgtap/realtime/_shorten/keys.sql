-- What is left of a payload that is too long.
BEGIN;
SELECT plan(2);

SELECT is(
    momentum._shorten(
        jsonb_build_object(
            'event_type', 'a', 'user_id', 1, 'timestamp', 't', 'message_number', 2, 'badge_id', 3,
            'title', 'b', 'xid', 4, 'long_id', repeat('x', 200)
        )
    ),
    '{"event_type": "a", "user_id": 1, "timestamp": "t", "message_number": 2, "badge_id": 3,
        "truncated": true}',
    'what identifies it'
);
SELECT cmp_ok(
    octet_length(
        momentum._shorten(
            (SELECT jsonb_object_agg(n || '_id', repeat('é', 80)) FROM generate_series(1, 99) AS n)
        )::text
    ),
    '<', 8000, 'it fits into a message, whatever the payload is'
);

SELECT * FROM finish();
ROLLBACK;
