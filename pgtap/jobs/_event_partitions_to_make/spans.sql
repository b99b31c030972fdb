-- Which partitions are missing: the months ahead, and those of events in the default partition.
BEGIN;
SELECT plan(13);

CREATE FUNCTION pg_temp.to_make(p_day date) RETURNS text LANGUAGE sql AS $to_make$
    SELECT string_agg(replace(m.partition_name, 'momentum_events_', ''), ' ' ORDER BY m.from_day)
    FROM momentum._event_partitions_to_make(p_day) AS m
$to_make$;
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00');
CREATE FUNCTION pg_temp.happen(p_event_ts timestamptz) RETURNS void LANGUAGE sql AS $happen$
    INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES ('00000000-0000-0000-0000-000000000001', 'a', p_event_ts)
$happen$;

-- the months ahead
SELECT is(pg_temp.to_make('2026-03-01'), '2026_03 2026_04 2026_05 2026_06', 'on the first');
SELECT is(pg_temp.to_make('2026-03-31'), '2026_03 2026_04 2026_05 2026_06', 'on the last');
SELECT is(
    pg_temp.to_make('2026-11-30'), '2026_11 2026_12 2027_01 2027_02', 'over the turn of the year'
);
UPDATE momentum.settings SET value = '1' WHERE name = 'event_partitions_ahead';
SELECT is(pg_temp.to_make('2024-01-31'), '2024_01 2024_02', 'as many as the setting says');
SELECT results_eq(
    $$SELECT * FROM momentum._event_partitions_to_make('2024-01-31')$$,
    $$VALUES
        ('momentum_events_2024_01', '2024-01-01'::date, '2024-02-01'::date),
        ('momentum_events_2024_02', '2024-02-01', '2024-03-01')$$,
    'from the first of the month up to the first of the next, a leap day included'
);

-- events of this year, at the very ends of months
SELECT pg_temp.happen('2026-05-31 23:59:59.999999+00');
SELECT is(
    pg_temp.to_make('2026-11-15'), '2026_05 2026_11 2026_12', 'the last microsecond of a month'
);
SELECT pg_temp.happen('2026-08-01 00:00:00+00');
SELECT is(
    pg_temp.to_make('2026-11-15'), '2026_05 2026_08 2026_11 2026_12',
    'midnight belongs to the month that begins'
);

-- other years
SELECT pg_temp.happen('2025-12-31 23:59:59.999999+00');
SELECT pg_temp.happen('2025-02-01 00:00:00+00');
SELECT pg_temp.happen('2009-06-01 00:00:00+00');
SELECT is(
    pg_temp.to_make('2026-11-15'), '2009 2025 2026_05 2026_08 2026_11 2026_12',
    'a year that is over gets one partition'
);
SELECT is(
    pg_temp.to_make('2025-12-31'), '2009 2025_02 2025_12 2026_01',
    'a year is not over on its last day'
);
SET LOCAL ROLE momentum_owner;
CREATE TABLE momentum.summer PARTITION OF momentum.momentum_events
FOR VALUES FROM ('2025-07-01 00:00:00+00') TO ('2025-08-01 00:00:00+00');
RESET ROLE;
SELECT is(
    pg_temp.to_make('2026-11-15'), '2009 2025_02 2025_12 2026_05 2026_08 2026_11 2026_12',
    'a year that has a partition goes on by month'
);

-- junk
SELECT pg_temp.happen('1969-12-31 23:59:59.999999+00');
SELECT pg_temp.happen('2027-01-01 00:00:00+00');
SELECT pg_temp.happen('9999-01-01 00:00:00+00');
SELECT is(
    pg_temp.to_make('2026-11-15'), '2009 2025_02 2025_12 2026_05 2026_08 2026_11 2026_12',
    'neither for events before 1970 nor for those after the months ahead'
);
SELECT pg_temp.happen('1970-01-01 00:00:00+00');
SELECT matches(pg_temp.to_make('2026-11-15'), '^1970 2009 ', 'the first instant of 1970');

-- what a partition of other bounds has a part of is left alone
SET LOCAL ROLE momentum_owner;
CREATE TABLE momentum.week PARTITION OF momentum.momentum_events
FOR VALUES FROM ('2026-11-09 00:00:00+00') TO ('2026-11-16 00:00:00+00');
RESET ROLE;
SELECT matches(
    pg_temp.to_make('2026-11-15'), ' 2026_08 2026_12$', 'no partition that would overlap another'
);

SELECT * FROM finish();
ROLLBACK;
