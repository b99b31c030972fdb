-- Positions: in the order of the inbox, without gaps, on the days on which they are given out.
BEGIN;
SELECT plan(14);
-- it does not go back with a transaction, such as that of another of these files
SELECT setval('momentum.realtime_positions_seen', 0, false) AS positions \gset

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.announce(p_from integer, p_to integer) RETURNS void LANGUAGE sql
AS $announce$
    SELECT momentum._announce(
        array_agg(
            ROW(
                CASE WHEN n % 2 = 1 THEN pg_temp.u(1) END, 'e' || n, NULL,
                jsonb_build_object('n', n), NULL
            )::momentum._announcement
            ORDER BY n
        )
    )
    FROM generate_series(p_from, p_to) AS n
$announce$;
CREATE FUNCTION pg_temp.positions() RETURNS text LANGUAGE sql AS $positions$
    SELECT format(
        '%s %s %s %s', p.last_position, p.day_position, p.dropped_position,
        p.sequenced_at AT TIME ZONE 'UTC'
    )
    FROM momentum.realtime_positions AS p
$positions$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 23:59Z');
SELECT is(momentum._sequence_events(), 0::bigint, 'nothing announced, nothing moved');
SELECT is(pg_temp.positions(), '0 0 0 -infinity', 'and nothing written');
SELECT pg_temp.announce(1, 3);
SELECT is(momentum._sequence_events(), 3::bigint, 'three announced, three moved');
SELECT is_empty('SELECT FROM momentum.realtime_inbox', 'the inbox is empty then');
SELECT results_eq(
    $$SELECT e.position, e.user_id, e.event_type, e.payload, e.sequenced_at, e.created_at
    FROM momentum.realtime_events AS e ORDER BY e.position$$,
    $$SELECT
        n::bigint, pg_temp.u(n % 2), 'e' || n, jsonb_build_object('n', n),
        '2026-11-21 23:59Z'::timestamptz, '2026-11-21 23:59Z'::timestamptz
    FROM generate_series(1, 3) AS n$$,
    'they are whole, and numbered in the order in which they came'
);
SELECT is(
    pg_temp.positions(), '3 0 0 2026-11-21 23:59:00', 'the positions of that day begin after 0'
);
SELECT is(momentum._sequence_events(), 0::bigint, 'none is moved twice');

UPDATE momentum.clock_pin SET pinned_at = '2026-11-22 00:00Z';
SELECT pg_temp.announce(4, 4);
SELECT momentum._sequence_events();
SELECT is(
    pg_temp.positions(), '4 3 0 2026-11-22 00:00:00', 'those of the next UTC day begin after 3'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-11-21 12:00Z';
SELECT pg_temp.announce(5, 5);
SELECT momentum._sequence_events();
SELECT is(
    pg_temp.positions(), '5 4 0 2026-11-21 12:00:00', 'so do those of a clock that is set back'
);
SELECT is(
    (SELECT e.sequenced_at FROM momentum.realtime_events AS e WHERE e.position = 5),
    '2026-11-21 12:00Z'::timestamptz,
    'whose day they get'
);

INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
SELECT pg_temp.u(1), 'many', '{}' FROM generate_series(1, 50001);
SELECT is(momentum._sequence_events(), 50000::bigint, 'many are moved by the 50,000');
SELECT is(momentum._sequence_events(), 1::bigint, 'and the rest next time');
SELECT is(
    (SELECT count(DISTINCT e.position) FROM momentum.realtime_events AS e), 50006::bigint,
    'no position is given out twice'
);
SELECT is(
    (SELECT max(e.position) FROM momentum.realtime_events AS e), 50006::bigint,
    'and none is left out'
);

SELECT * FROM finish();
ROLLBACK;
