-- A first call with the events of 21 years: everything finds its place, and no score changes.
BEGIN;
SELECT plan(11);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, '2005-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', event_ts
FROM auth.users AS u
CROSS JOIN generate_series(
    '2005-01-01 00:00:00+00'::timestamptz, '2026-11-21 00:00:00+00', '17 days'
) AS event_ts
WHERE extract(year FROM event_ts AT TIME ZONE 'UTC') NOT IN (2011, 2012);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'late', '2023-12-31 23:59:59.999999+00'),
    ('00000000-0000-0000-0000-000000000001', 'early', '2024-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'late', '2026-10-31 23:59:59.999999+00'),
    ('00000000-0000-0000-0000-000000000001', 'early', '2026-11-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000001', 'junk', '2999-01-01 00:00:00+00');
CREATE FUNCTION pg_temp.score() RETURNS void LANGUAGE plpgsql AS $score$
BEGIN
    PERFORM momentum.calculate_scores(day::date)
    FROM generate_series('2026-10-25'::timestamp, '2026-11-21', '1 day') AS day;
END
$score$;
CREATE TEMPORARY TABLE events AS SELECT * FROM momentum.momentum_events;
SELECT pg_temp.score();
CREATE TEMPORARY TABLE scores AS SELECT * FROM momentum.daily_engagement_scores;
CREATE TEMPORARY TABLE queued AS SELECT id FROM momentum.rescore_queue;

CREATE TEMPORARY TABLE done AS
SELECT * FROM momentum.maintain_partitions();

SELECT is(
    (
        SELECT string_agg(replace(partition_name, 'momentum_events_', ''), ' ' ORDER BY from_day)
        FROM done
    ),
    '2005 2006 2007 2008 2009 2010 2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 '
    '2025 2026_01 2026_02 2026_03 2026_04 2026_05 2026_06 2026_07 2026_08 2026_09 2026_10 2026_11 '
    '2026_12 2027_01 2027_02',
    'a partition per year that is over and has events, one per month since, and those ahead'
);
SELECT set_eq('SELECT action FROM done', ARRAY['created'], 'all were made');
SELECT is(
    (SELECT sum(rows) FROM done), (SELECT count(*) - 1 FROM events)::numeric, 'events were moved'
);
SELECT results_eq(
    'SELECT event_type FROM momentum.momentum_events_default', ARRAY['junk'],
    'events far ahead stay in the default partition'
);
SELECT bag_eq(
    'SELECT * FROM momentum.momentum_events', 'SELECT * FROM events', 'each is as it was'
);
SELECT results_eq(
    $$SELECT tableoid::regclass::text FROM momentum.momentum_events
    WHERE event_type IN ('late', 'early') ORDER BY event_ts$$,
    $$VALUES
        ('momentum.momentum_events_2023'), ('momentum.momentum_events_2024'),
        ('momentum.momentum_events_2026_10'), ('momentum.momentum_events_2026_11')$$,
    'midnight of the first belongs to the new year and month, the microsecond before to the old'
);
SELECT is_empty(
    'SELECT id FROM momentum.rescore_queue EXCEPT SELECT id FROM queued',
    'no score is queued because of a move'
);
SELECT pg_temp.score();
SELECT bag_eq(
    'SELECT * FROM momentum.daily_engagement_scores', 'SELECT * FROM scores',
    'the same scores come out'
);

SELECT is_empty('SELECT * FROM momentum.maintain_partitions()', 'a second call has nothing to do');

-- the months go on
SELECT results_eq(
    $$SELECT action, partition_name FROM momentum.maintain_partitions('2026-12-01 00:00:00+00')$$,
    $$VALUES ('created', 'momentum_events_2027_03')$$,
    'in the first instant of the next month another one is made'
);
SELECT is_empty(
    $$SELECT * FROM momentum.maintain_partitions('2026-12-31 23:59:59+00')$$,
    'none before that month is over'
);

SELECT * FROM finish();
ROLLBACK;
