-- What lies between two positions, for one user or everyone.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

-- 1: user 1, 2: user 2, 3: everyone, and again
INSERT INTO momentum.realtime_events
SELECT
    pg_temp.u(n % 3), n, '2026-11-21 12:00Z'::timestamptz + n * interval '1 day', 'e',
    jsonb_build_object('n', n), '2026-11-21 12:00Z'
FROM generate_series(1, 9) AS n;
CREATE FUNCTION pg_temp.replay(
    p_user_id uuid, p_after bigint, p_until bigint, p_from timestamptz, p_limit integer
)
RETURNS text LANGUAGE sql AS $replay$
    SELECT format(
        '%s to %s',
        (SELECT string_agg(e #>> '{payload,n}', ' ') FROM jsonb_array_elements(r.events) AS e),
        r.last_position
    )
    FROM momentum._replay_events(p_user_id, p_after, p_until, p_from, p_limit, 'x') AS r
$replay$;

SELECT is(pg_temp.replay(NULL, 0, 9, '-infinity', 20), '1 2 3 4 5 6 7 8 9 to 9', 'all of them');
SELECT is(pg_temp.replay(NULL, 2, 5, '-infinity', 20), '3 4 5 to 5', 'a span');
SELECT is(pg_temp.replay(NULL, 2, 9, '-infinity', 2), '3 4 to 4', 'no more than the limit');
SELECT is(
    pg_temp.replay(pg_temp.u(1), 0, 9, '-infinity', 20), '1 3 4 6 7 9 to 9',
    'those of a user, and those for everyone, in order'
);
SELECT is(
    pg_temp.replay(pg_temp.u(1), 1, 8, '-infinity', 3), '3 4 6 to 6', 'and no more than the limit'
);
SELECT is(
    pg_temp.replay(pg_temp.u(0), 0, 9, '-infinity', 20), '3 6 9 to 9',
    'all zeros: those for everyone, once'
);
SELECT is(
    pg_temp.replay(pg_temp.u(7), 7, 8, '-infinity', 20), ' to 8',
    'nothing found: all of it was looked at'
);
SELECT is(
    pg_temp.replay(NULL, 6, 9, '2026-11-28 00:00Z', 20), '7 8 9 to 9',
    'the instant only spares looking'
);
SELECT is(
    (
        SELECT r.events
        FROM momentum._replay_events(NULL, 2, 4, '-infinity', 9, 'x') AS r
    ),
    jsonb_build_array(
        jsonb_build_object(
            'event_id', 'x-3', 'event_type', 'e', 'user_id', NULL, 'payload', '{"n": 3}'::jsonb,
            'created_at', '2026-11-21T12:00:00+00:00'
        ),
        jsonb_build_object(
            'event_id', 'x-4', 'event_type', 'e', 'user_id', pg_temp.u(1), 'payload',
            '{"n": 4}'::jsonb, 'created_at', '2026-11-21T12:00:00+00:00'
        )
    ),
    'an event has these fields; those for everyone have no user; times are in UTC'
);

SELECT * FROM finish();
ROLLBACK;
