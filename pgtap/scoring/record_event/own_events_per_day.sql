-- Users record a bounded number of events of one UTC day for themselves; the service is not bound.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
UPDATE momentum.settings SET value = '2' WHERE name = 'own_events_per_day';
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT set_config(
    'request.jwt.claims', '{"sub": "00000000-0000-0000-0000-000000000001"}', true
);
CREATE FUNCTION pg_temp.record(p_event_ts timestamptz, p_id integer)
RETURNS uuid
LANGUAGE sql
AS $record$
    SELECT momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'note', p_event_ts, '{}',
        ('00000000-0000-0000-0000-' || lpad(p_id::text, 12, '0'))::uuid
    )
$record$;

SET LOCAL ROLE authenticated;
SELECT lives_ok($$SELECT pg_temp.record('2026-03-10 00:00:00Z', 1)$$, 'the first');
SELECT lives_ok($$SELECT pg_temp.record('2026-03-10 23:59:59.999999Z', 2)$$, 'the second');
SELECT throws_ok(
    $$SELECT pg_temp.record('2026-03-10 12:00:00Z', 3)$$, 'PM005', 'too many events on one day',
    'the third of that day is one too many'
);
SELECT lives_ok(
    $$SELECT pg_temp.record('2026-03-10 23:59:59.999999Z', 2)$$, 'a retry of the second is none'
);
SELECT throws_ok(
    $$SELECT pg_temp.record('2026-03-10 12:00:00Z', 2)$$, 'PM005', 'too many events on one day',
    'the id of the second at another time is another event'
);
SELECT lives_ok($$SELECT pg_temp.record('2026-03-11 00:00:00Z', 3)$$, 'the next day has begun');
RESET ROLE;
SET LOCAL ROLE service_role;
SELECT lives_ok(
    $$SELECT pg_temp.record('2026-03-10 12:00:00Z', 4)$$, 'the service is not limited'
);

SELECT * FROM finish();
ROLLBACK;
