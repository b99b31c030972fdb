-- A change of events that scores depend on is seen, any other passed over.
BEGIN;
SELECT plan(17);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring';
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('test', 'Test');

-- Makes a change and tells what it queued: user, day, reason.
CREATE FUNCTION pg_temp.queued_by(p_statement text, OUT entries text)
LANGUAGE plpgsql
AS $queued_by$
BEGIN
    DELETE FROM momentum.rescore_queue;
    EXECUTE p_statement;
    SELECT string_agg(
        format('%s %s %s', right(q.user_id::text, 1), to_char(q.from_date, 'DD'), q.reason), ', '
        ORDER BY q.user_id, q.from_date
    )
    INTO entries
    FROM momentum.rescore_queue AS q;
END
$queued_by$;

SELECT is(pg_temp.queued_by(c.statement), c.entries, c.description)
FROM (
    VALUES
    (
        1, $$INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
        SELECT gen_random_uuid(), u.id, 'chat_message', '2026-03-10 12:00+00'
        FROM auth.users AS u CROSS JOIN generate_series(1, 2)
        WHERE u.id < '00000000-0000-0000-0000-000000000003'$$,
        '1 10 events: insert, 2 10 events: insert', 'inserted: an entry for each user'
    ),
    (
        2, $$INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, deleted_at)
        VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-09 12:00+00',
            '2026-03-09 12:00+00')$$,
        NULL, 'inserted as deleted: nothing'
    ),
    (
        3, $$INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
        SELECT e.id, e.user_id, e.event_type, e.event_ts FROM momentum.momentum_events AS e
        ON CONFLICT (user_id, event_ts, id) DO NOTHING$$,
        NULL, 'sent again: nothing'
    ),
    (
        4, $$UPDATE momentum.momentum_events SET payload = '{"a": 1}'$$, NULL,
            'the payload: nothing'
    ),
    (
        5, $$UPDATE momentum.momentum_events SET event_ts = event_ts + interval '1 hour'$$,
        NULL, 'another hour of the day: nothing'
    ),
    (
        6, $$UPDATE momentum.momentum_events SET event_type = event_type$$, NULL, 'itself: nothing'
    ),
    (
        7, $$UPDATE momentum.momentum_events SET event_type = 'biometric_sync'
        WHERE user_id = '00000000-0000-0000-0000-000000000001'$$,
        '1 10 events: update', 'another type: its user'
    ),
    (
        8, $$UPDATE momentum.momentum_events SET pillar_id = 'test'
        WHERE user_id = '00000000-0000-0000-0000-000000000002'$$,
        '2 10 events: update', 'another pillar: its user'
    ),
    (
        9, $$UPDATE momentum.momentum_events SET event_ts = event_ts - interval '3 days'
        WHERE user_id = '00000000-0000-0000-0000-000000000001' AND deleted_at IS NULL$$,
        '1 07 events: update', 'an earlier day: from there on'
    ),
    (
        10, $$UPDATE momentum.momentum_events SET event_ts = event_ts + interval '4 days'
        WHERE user_id = '00000000-0000-0000-0000-000000000001' AND deleted_at IS NULL$$,
        '1 07 events: update', 'a later day: from the day that lost it on'
    ),
    (
        11, $$UPDATE momentum.momentum_events
        SET user_id = '00000000-0000-0000-0000-000000000003'
        WHERE user_id = '00000000-0000-0000-0000-000000000002'$$,
        '2 10 events: update, 3 10 events: update', 'another user: both'
    ),
    (
        12, $$UPDATE momentum.momentum_events SET deleted_at = '2026-03-12'
        WHERE user_id = '00000000-0000-0000-0000-000000000003'$$,
        '3 10 events: update', 'deleted softly: its user'
    ),
    (
        13, $$UPDATE momentum.momentum_events SET event_type = 'x' WHERE deleted_at IS NOT NULL$$,
        NULL, 'an edit of a deleted event: nothing'
    ),
    (
        14, $$UPDATE momentum.momentum_events SET deleted_at = NULL
        WHERE user_id = '00000000-0000-0000-0000-000000000003'$$,
        '3 10 events: update', 'restored: its user'
    ),
    (
        15, $$DELETE FROM momentum.momentum_events
        WHERE user_id <> '00000000-0000-0000-0000-000000000002'$$,
        '1 11 events: delete, 3 10 events: delete', 'deleted: from the first of their days on'
    ),
    (
        16, $$DELETE FROM momentum.momentum_events$$, NULL, 'nothing deleted: nothing'
    ),
    (
        17, $$WITH event AS (
            INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
            VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 12:00+00')
        )
        INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
        VALUES ('00000000-0000-0000-0000-000000000002', 'chat_message', '2026-03-11 12:00+00')$$,
        '1 10 events: insert, 2 11 events: insert', 'two statements in one: both'
    )
) AS c (number, statement, entries, description)
ORDER BY c.number;

SELECT * FROM finish();
ROLLBACK;
