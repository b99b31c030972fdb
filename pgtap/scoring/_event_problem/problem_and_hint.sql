-- Nothing for a good event; for a bad one what is wrong, and a hint. Which events are bad is tried
-- out through record_event.
BEGIN;
SELECT plan(3);

SELECT is(
    momentum._event_problem('note', '2026-03-10 09:35:00+00', '{}', '2026-03-10 09:30:00+00'),
    NULL,
    'a good event has no problem'
);
SELECT is(
    momentum._event_problem(' ', '2026-03-10 09:30:00+00', '{}', '2026-03-10 09:30:00+00'),
    ARRAY['an event needs a type', 'Give a short name such as chat_message.'],
    'a bad one has a problem and a hint'
);
SELECT is_empty(
    $$SELECT p.problem
    FROM (
        VALUES
        (NULL, '2026-03-10 09:30:00+00', '{}'),
        (repeat('x', 201), '2026-03-10 09:30:00+00', '{}'),
        ('note', NULL, '{}'),
        ('note', 'infinity', '{}'),
        ('note', '0044-03-15 00:00:00+00 BC', '{}'),
        ('note', '2026-03-10 09:35:01+00', '{}'),
        ('note', '2026-03-10 09:30:00+00', NULL),
        ('note', '2026-03-10 09:30:00+00', '[]'),
        ('note', '2026-03-10 09:30:00+00', jsonb_build_object('a', repeat('x', 65536))::text)
    ) AS e (event_type, event_ts, payload)
    CROSS JOIN LATERAL (
        SELECT momentum._event_problem(
            e.event_type, e.event_ts::timestamptz, e.payload::jsonb, '2026-03-10 09:30:00+00'
        ) AS problem
    ) AS p
    WHERE (cardinality(p.problem) = 2 AND array_position(p.problem, NULL) IS NULL) IS NOT TRUE$$,
    'every problem comes with a hint'
);

SELECT * FROM finish();
ROLLBACK;
