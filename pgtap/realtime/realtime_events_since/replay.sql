-- From where a client was, page by page, and what is told when that cannot be done.
BEGIN;
SELECT plan(17);
-- it does not go back with a transaction, such as that of another of these files
SELECT setval('momentum.realtime_positions_seen', 0, false) AS positions \gset

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
CREATE FUNCTION pg_temp.announce(p_number integer) RETURNS void LANGUAGE sql AS $announce$
    SELECT momentum._announce(
        ARRAY[
            ROW(
                NULLIF(pg_temp.u(p_number % 3), pg_temp.u(0)), 'e', NULL,
                jsonb_build_object('n', p_number), NULL
            )
        ]::momentum._announcement[]
    )
$announce$;
CREATE FUNCTION pg_temp.told(p_answer jsonb) RETURNS text LANGUAGE sql AS $told$
    SELECT format(
        '%s: %s to %s',
        p_answer ->> 'recovered',
        (
            SELECT string_agg(e #>> '{payload,n}', ' ')
            FROM jsonb_array_elements(p_answer -> 'events') AS e
        ),
        substr(p_answer ->> 'last_event_id', 14)
    )
$told$;
CREATE FUNCTION pg_temp.id(p_position bigint) RETURNS text LANGUAGE sql AS $id$
    SELECT momentum._realtime_incarnation(p.timeline) || '-' || p_position
    FROM momentum.realtime_positions AS p
$id$;

SELECT is(
    momentum.realtime_events_since(NULL),
    jsonb_build_object('recovered', true, 'events', '[]'::jsonb, 'last_event_id', pg_temp.id(0)),
    'nothing has happened: that can be told, and where to go on'
);
SELECT pg_temp.announce(n) FROM generate_series(1, 9) AS n;
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, pg_temp.id(0))),
    'true: 1 2 3 4 5 6 7 8 9 to 9', 'everything since'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL)), 'true: 1 2 3 4 5 6 7 8 9 to 9',
    'null is from the oldest kept'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, pg_temp.id(4), 2)), 'true: 5 6 to 6',
    'a page ends with its last event'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, pg_temp.id(9))), 'true:  to 9',
    'nothing new'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(pg_temp.u(1), pg_temp.id(1))),
    'true: 3 4 6 7 9 to 9', 'for a user: what is theirs, and what is for everyone'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(pg_temp.u(1), pg_temp.id(1), 2)),
    'true: 3 4 to 4', 'by the page'
);
SELECT pg_temp.announce(11);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(pg_temp.u(1), pg_temp.id(9))), 'true:  to 10',
    'what others had is not looked at again'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(pg_temp.u(7))), 'true: 3 6 9 to 10',
    'a user that is not there has what is for everyone'
);

-- the next day
UPDATE momentum.clock_pin SET pinned_at = '2026-11-22 12:00Z';
SELECT pg_temp.announce(13);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, pg_temp.id(9))), 'true: 11 13 to 11',
    'over midnight'
);
SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, pg_temp.id(10))), 'true: 13 to 11',
    'since midnight'
);

SELECT is(
    pg_temp.told(momentum.realtime_events_since(NULL, i.id)), 'false:  to 11',
    format('%L cannot be told', i.id)
)
FROM (
    VALUES
    (pg_temp.id(12)), (''), ('9'), ('000000000000-9'), (pg_temp.id(9) || ' '),
    (pg_temp.id(9) || '99999999999999999999')
) AS i (id);

SELECT * FROM finish();
ROLLBACK;
