-- Whatever the mode, each announcement is appended whole and in order.
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
CREATE FUNCTION pg_temp.announce() RETURNS void LANGUAGE sql AS $announce$
    SELECT momentum._announce(
        ARRAY[
            (pg_temp.u(2), 'second', '{a,b}', '{"n": 2}', '{k}'),
            (pg_temp.u(1), 'first', NULL, '{"n": 1}', NULL),
            (NULL, 'first', '{a}', jsonb_build_object('long', repeat('é', 10000)), '{}')
        ]::momentum._announcement[]
    )
$announce$;

SELECT lives_ok(
    format(
        $$UPDATE momentum.settings SET value = %L WHERE name = 'notify_mode';
        SELECT pg_temp.announce()$$,
        m.mode
    ),
    format('%s: a change is announced', m.mode)
)
FROM (VALUES ('channels'), ('doorbell'), ('deferred')) AS m (mode);
SELECT results_eq(
    $$SELECT i.user_id, i.event_type, i.payload ->> 'n', i.created_at
    FROM momentum.realtime_inbox AS i ORDER BY i.id LIMIT 3$$,
    $$VALUES
        (pg_temp.u(2), 'second', '2', '2026-11-21 12:00Z'::timestamptz),
        (pg_temp.u(1), 'first', '1', '2026-11-21 12:00Z'),
        (pg_temp.u(0), 'first', NULL, '2026-11-21 12:00Z')$$,
    'in the order of the array; nobody in particular is all zeros'
);
SELECT is(
    (SELECT count(*) FROM momentum.realtime_inbox), 9::bigint, 'each mode appends all of them'
);
SELECT is(
    (SELECT max(length(i.payload ->> 'long')) FROM momentum.realtime_inbox AS i), 10000,
    'the outbox has a payload whole'
);

SELECT * FROM finish();
ROLLBACK;
