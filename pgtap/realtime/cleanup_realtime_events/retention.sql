-- What is kept, what goes, and that readers are told.
BEGIN;
SELECT plan(17);
-- it does not go back with a transaction, such as that of another of these files
SELECT setval('momentum.realtime_positions_seen', 0, false) AS positions \gset

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.happen(p_instant timestamptz) RETURNS void LANGUAGE sql AS $happen$
    INSERT INTO momentum.clock_pin (pinned_at) VALUES (p_instant)
    ON CONFLICT (singleton) DO UPDATE SET pinned_at = excluded.pinned_at;
    SELECT momentum._announce(
        ARRAY[ROW(pg_temp.u(1), 'e', NULL, '{}', NULL)]::momentum._announcement[]
    )
$happen$;
CREATE FUNCTION pg_temp.days() RETURNS text LANGUAGE sql AS $days$
    SELECT string_agg(to_char(p.day, 'DD'), ' ' ORDER BY p.day)
    FROM momentum._realtime_partitions() AS p
$days$;
CREATE FUNCTION pg_temp.positions() RETURNS text LANGUAGE sql AS $positions$
    SELECT string_agg(e.position::text, ' ' ORDER BY e.position) FROM momentum.realtime_events AS e
$positions$;

-- the first day: its events are in the default partition
SELECT pg_temp.happen('2026-11-01 23:59:59.999999Z');
SELECT momentum.realtime_events_since(NULL) AS answer \gset
SELECT is(momentum.cleanup_realtime_events(), 0::bigint, 'everything is kept');
SELECT is(pg_temp.days(), '02 03 04', 'the days ahead have partitions');
SELECT pg_temp.happen('2026-11-02 00:00Z');
SELECT momentum._sequence_events();
SELECT pg_temp.happen('2026-11-02 12:00Z');
SELECT is(momentum.cleanup_realtime_events(), 0::bigint, 'everything is kept');
SELECT is(pg_temp.days(), '02 03 04 05', 'a night later there is one more');
SELECT is(
    (SELECT count(*) FROM momentum.realtime_events_2026_11_02), 2::bigint,
    'what nobody has read has its position, in the partition of its day'
);
SELECT pg_temp.happen('2026-11-09 03:00Z');
SELECT is(momentum.cleanup_realtime_events(), 1::bigint, 'the eighth day before goes');
SELECT is(pg_temp.positions(), '2 3 4', 'the seventh stays');
SELECT is(pg_temp.days(), '02 03 04 05 10 11 12', 'a day with events in the default one has none');
SELECT is(momentum.cleanup_realtime_events(), 0::bigint, 'once more: nothing');
SELECT is(
    momentum.realtime_events_since(NULL, r.incarnation || '-0') ->> 'recovered', 'false',
    'who has not seen the first one is told that it is gone'
)
FROM (
    SELECT momentum._realtime_incarnation(p.timeline) AS incarnation
    FROM momentum.realtime_positions AS p
) AS r;
SELECT is(
    momentum.realtime_events_since(NULL, :'answer'::jsonb ->> 'last_event_id') ->> 'recovered',
    'true', 'who has seen it misses nothing'
);
SELECT is(
    jsonb_array_length(momentum.realtime_events_since(NULL) -> 'events'), 3,
    'from the oldest kept: three'
);
SELECT is(
    momentum.cleanup_realtime_events('2027-01-01 00:00Z'), 0::bigint,
    'a time to come drops nothing before its time'
);

UPDATE momentum.clock_pin SET pinned_at = '2026-11-10 03:00Z';
SELECT is(momentum.cleanup_realtime_events(), 2::bigint, 'the next day goes with its partition');
SELECT is(
    to_regclass('momentum.realtime_events_2026_11_02')::text, NULL, 'which is not there any more'
);
UPDATE momentum.settings SET value = '1' WHERE name = 'realtime_retention_days';
UPDATE momentum.clock_pin SET pinned_at = '2026-11-30 03:00Z';
SELECT is(momentum.cleanup_realtime_events(), 1::bigint, 'the days to keep are a setting');
SELECT is(
    (SELECT ROW(p.last_position, p.dropped_position)::text FROM momentum.realtime_positions AS p),
    '(4,4)', 'nothing is left, and positions go on'
);

SELECT * FROM finish();
ROLLBACK;
