-- Which events counted and which were capped away: the earliest count.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
SELECT
    format('0e000000-0000-0000-0000-00000000000%s', n)::uuid,
    '00000000-0000-0000-0000-000000000001', 'app_session',
    '2026-03-10 23:00:00+00'::timestamptz - make_interval(hours => n)
FROM generate_series(1, 7) AS n;
SELECT momentum.calculate_scores('2026-03-10', NULL, 'v1') AS scored \gset

CREATE TEMPORARY TABLE explained AS
SELECT
    momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10')
    #> '{events,0}' AS j;

SELECT is(
    (SELECT x.j - ARRAY['counted_events', 'capped_events', 'pillars'] FROM explained AS x),
    '{
        "event_type": "app_session", "weight": 3, "count": 7, "counted": 5, "capped": 2,
        "points": 15
    }',
    'seven events, of which five counted and two did not'
);
SELECT is(
    (
        SELECT string_agg(right(e.event ->> 'id', 1), ' ' ORDER BY e.place)
        FROM explained AS x
        CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'counted_events')
            WITH ORDINALITY AS e (event, place)
    ),
    '7 6 5 4 3',
    'the first five counted, in the order of time'
);
SELECT is(
    (
        SELECT string_agg(right(e.event ->> 'id', 1), ' ' ORDER BY e.place)
        FROM explained AS x
        CROSS JOIN LATERAL jsonb_array_elements(x.j -> 'capped_events')
            WITH ORDINALITY AS e (event, place)
    ),
    '2 1',
    'the last two were capped away'
);
SELECT is(
    (SELECT (x.j #>> '{counted_events,0,event_ts}')::timestamptz FROM explained AS x),
    '2026-03-10 16:00:00+00'::timestamptz,
    'the time of an event says its zone, so that every session reads the same instant'
);
SELECT is(
    (SELECT x.j #>> '{counted_events,0,pillar}' FROM explained AS x), 'unassigned',
    'each event has its pillar'
);

SELECT is(
    jsonb_path_query_first(
        momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10'),
        '$.events[*].capped_events.size()'
    ),
    '2',
    'the version is that of the stored row, not of the day'
);
DELETE FROM momentum.daily_engagement_scores;
SELECT is(
    jsonb_path_query_first(
        momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10'),
        '$.events[*].capped_events.size()'
    ),
    '0',
    'under v2, which has no cap per type, all seven count'
);

SELECT * FROM finish();
ROLLBACK;
