-- The days of each partition, whatever the session's time zone and date style are.
BEGIN;
SELECT plan(4);

SELECT is_empty('SELECT * FROM momentum._event_partitions()', 'the default partition has no days');

SET LOCAL ROLE momentum_owner;
CREATE TABLE momentum.old PARTITION OF momentum.momentum_events
FOR VALUES FROM (MINVALUE) TO ('2020-01-01 00:00:00+00');
CREATE TABLE momentum.odd PARTITION OF momentum.momentum_events
FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-03-10 12:00:00+00');
CREATE TABLE momentum.coming PARTITION OF momentum.momentum_events
FOR VALUES FROM ('2030-01-01 00:00:00+00') TO (MAXVALUE);
RESET ROLE;

SELECT results_eq(
    'SELECT * FROM momentum._event_partitions() ORDER BY from_day',
    $$VALUES
        ('old', '-infinity'::date, '2020-01-01'::date),
        ('odd', '2026-03-01', '2026-03-11'),
        ('coming', '2030-01-01', 'infinity')$$,
    'a day that a partition has a part of is a day of its own'
);
SET LOCAL TimeZone = 'Pacific/Kiritimati';
SET LOCAL DateStyle = 'German';
SELECT is(
    (SELECT p.from_day FROM momentum._event_partitions() AS p WHERE p.partition_name = 'odd'),
    make_date(2026, 3, 1), 'in a time zone where the day has begun long since'
);
SET LOCAL DateStyle = 'SQL, DMY';
SELECT is(
    (SELECT p.to_day FROM momentum._event_partitions() AS p WHERE p.partition_name = 'odd'),
    make_date(2026, 3, 11), 'in another date style'
);

SELECT * FROM finish();
ROLLBACK;
