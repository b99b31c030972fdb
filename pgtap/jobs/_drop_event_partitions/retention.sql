-- Retention drops whole partitions, oldest first, and none whose events a score still needs.
BEGIN;
SELECT plan(19);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-06-15 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-20 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT '00000000-0000-0000-0000-000000000001', 'a', event_ts
FROM unnest(ARRAY[
    '2024-07-01 00:00:00+00', '2026-01-25 00:00:00+00', '2026-02-01 00:00:00+00',
    '2026-02-28 23:59:59.999999+00', '2026-03-01 00:00:00+00', '2026-04-01 00:00:00+00'
]::timestamptz[]) AS event_ts;
SELECT lives_ok($$SELECT * FROM momentum._create_event_partitions('2026-06-15')$$, 'prepared');
CREATE TEMPORARY TABLE scored (score_date date);
INSERT INTO scored
SELECT day::date FROM generate_series('2026-01-20'::timestamp, '2026-06-14', '1 day') AS day;
CREATE FUNCTION pg_temp.score() RETURNS void LANGUAGE sql AS $score$
    INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
        event_count, algorithm_version
    )
    SELECT
        '00000000-0000-0000-0000-000000000001', score_date, 0, 0, 0, 'NeedsCare', '{}', 0, 'v2'
    FROM scored
    ON CONFLICT (user_id, score_date) DO NOTHING;
    DELETE FROM momentum.rescore_queue;
$score$;
SELECT pg_temp.score();
CREATE FUNCTION pg_temp.maintain(p_day date DEFAULT '2026-06-15') RETURNS text
LANGUAGE sql AS $maintain$
    SELECT string_agg(
        concat_ws(
            ' ', d.action, replace(d.partition_name, 'momentum_events_', ''), d.rows, d.reason
        ),
        ', ' ORDER BY d.from_day
    )
    FROM momentum._drop_event_partitions(p_day) AS d
$maintain$;

SELECT is(pg_temp.maintain(), NULL, 'everything is kept unless a setting says otherwise');
UPDATE momentum.settings SET value = '24' WHERE name = 'event_retention_months';
SELECT is(
    pg_temp.maintain(), NULL, 'a partition is kept until its last day is old enough'
);

-- a queued or a missing score
UPDATE momentum.settings SET value = '3' WHERE name = 'event_retention_months';
SET LOCAL DateStyle = 'German';
INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2024-01-01', 'test');
SELECT is(
    pg_temp.maintain(),
    'kept 2024 scores from 2024-01-01 on are missing or wait to be computed again, '
    'kept 2026_01 scores from 2024-01-01 on are missing or wait to be computed again, '
    'kept 2026_02 scores from 2024-01-01 on are missing or wait to be computed again',
    'a score that waits needs all later events'
);
SET LOCAL DateStyle = 'ISO, MDY';
DELETE FROM momentum.rescore_queue;
DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-01-31';
DELETE FROM momentum.rescore_queue;
SELECT is(
    pg_temp.maintain('2025-01-01'), NULL, 'as of a day on which nothing was old enough'
);
SELECT is(
    pg_temp.maintain(),
    'dropped 2024 1, '
    'kept 2026_01 scores from 2026-01-31 on are missing or wait to be computed again, '
    'kept 2026_02 scores from 2026-01-31 on are missing or wait to be computed again',
    'days before the first user do not count; a missing score keeps its partition and all later'
);
SELECT results_eq(
    $$SELECT partition_name, from_day, to_day, row_count, dropped_at
    FROM momentum.dropped_partitions$$,
    $$VALUES (
        'momentum_events_2024', '2024-01-01'::date, '2025-01-01'::date, 1::bigint,
        '2026-06-15 12:00:00+00'::timestamptz
    )$$,
    'what was dropped is written down'
);
SELECT is(momentum._events_kept_from(), '2025-01-01', 'and known');
SELECT hasnt_table('momentum', 'momentum_events_2024', 'it is gone');
SELECT is((SELECT count(*) FROM momentum.momentum_events), 5::bigint, 'with its events');

-- a view of someone's on a partition
SELECT pg_temp.score();
CREATE VIEW public.january AS SELECT user_id FROM momentum.momentum_events_2026_01;
SELECT matches(
    pg_temp.maintain(),
    '^postponed 2026_01 drop first what depends on one of them: view public.january .*, '
    'postponed 2026_02 drop first ',
    'whoever depends on a partition keeps it'
);
SELECT is(
    (SELECT count(*) FROM momentum.dropped_partitions), 1::bigint, 'nothing was dropped'
);
DROP VIEW public.january;

-- an event that came between the check and the lock
INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-02-28', 'test');
ALTER FUNCTION momentum._events_needed_from(date) RENAME TO _later;
CREATE FUNCTION momentum._events_needed_from(date) RETURNS date LANGUAGE sql AS $$
    SELECT 'infinity'::date
$$;
SELECT is(
    pg_temp.maintain(),
    'postponed 2026_01 events came in just now, postponed 2026_02 events came in just now',
    'what is queued is looked at again'
);
UPDATE momentum.rescore_queue SET from_date = '2026-03-01';
DROP FUNCTION momentum._events_needed_from(date);
ALTER FUNCTION momentum._later(date) RENAME TO _events_needed_from;
SELECT isnt_empty('SELECT FROM momentum.rescore_queue', 'scores of later days may be queued');

SELECT is(pg_temp.maintain(), 'dropped 2026_01 1, dropped 2026_02 2', 'all days are scored');
SELECT results_eq(
    'SELECT event_ts FROM momentum.momentum_events ORDER BY 1',
    $$VALUES
        ('2026-03-01 00:00:00+00'::timestamptz), ('2026-04-01 00:00:00+00')$$,
    'three full months before this one are kept, from midnight on'
);
SELECT is(momentum._events_kept_from(), '2026-03-01', 'the newest that was dropped counts');
SELECT is(pg_temp.maintain(), NULL, 'nothing is left to do');
SELECT is(
    pg_temp.maintain('2030-01-01'), NULL, 'a day in the future makes nothing older than it is'
);

SELECT * FROM finish();
ROLLBACK;
