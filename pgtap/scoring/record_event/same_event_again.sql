-- The same user, id and time is the same event: sending it again changes nothing.
BEGIN;
SELECT plan(9);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');

CREATE FUNCTION pg_temp.send(
    p_user text, p_type text, p_time timestamptz, p_payload jsonb DEFAULT '{}'
)
RETURNS uuid
LANGUAGE sql
AS $send$
    SELECT momentum.record_event(
        format('00000000-0000-0000-0000-%s', lpad(p_user, 12, '0'))::uuid, p_type, p_time,
        p_payload, '0e000000-0000-0000-0000-000000000001'
    )
$send$;

SELECT pg_temp.send('1', 'chat_message', '2026-03-10 09:00:00+00', '{"a": 1}') AS sent \gset
CREATE TEMPORARY TABLE before AS
SELECT e.ctid::text AS place, e.* FROM momentum.momentum_events AS e;
UPDATE momentum.clock_pin SET pinned_at = '2026-03-11 12:00:00+00';

SELECT is(
    pg_temp.send('1', 'chat_message', '2026-03-10 09:00:00+00', '{"a": 1}'),
    '0e000000-0000-0000-0000-000000000001'::uuid,
    'a retry returns the same id'
);
SELECT is(
    pg_temp.send('1', 'chat_message', '2026-03-10 22:00:00+13', '{"a": 1}'),
    '0e000000-0000-0000-0000-000000000001'::uuid,
    'so does a retry that writes the same instant in another time zone'
);
SELECT is(
    pg_temp.send('1', 'other', '2026-03-10 09:00:00+00', '{"b": 2}'),
    '0e000000-0000-0000-0000-000000000001'::uuid,
    'so does one with another type and payload'
);
SELECT results_eq(
    'SELECT e.ctid::text AS place, e.* FROM momentum.momentum_events AS e',
    'SELECT * FROM before',
    'there is one event, as it was first recorded'
);

SELECT lives_ok(
    $$SELECT pg_temp.send('1', 'chat_message', '2026-03-10 09:00:00.000001+00')$$,
    'the same id at another time'
);
SELECT lives_ok(
    $$SELECT pg_temp.send('2', 'chat_message', '2026-03-10 09:00:00+00')$$,
    'the same id and time of another user'
);
SELECT is((SELECT count(*) FROM momentum.momentum_events), 3::bigint, 'are other events');

UPDATE momentum.momentum_events SET deleted_at = '2026-03-10 12:00:00+00';
SELECT lives_ok(
    $$SELECT pg_temp.send('1', 'chat_message', '2026-03-10 09:00:00+00')$$,
    'sending a deleted event again is fine'
);
SELECT is(
    (SELECT count(*) FROM momentum.momentum_events AS e WHERE e.deleted_at IS NULL),
    0::bigint,
    'it stays deleted'
);

SELECT * FROM finish();
ROLLBACK;
