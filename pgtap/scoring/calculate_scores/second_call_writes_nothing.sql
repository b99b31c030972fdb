-- A second call reports everything unchanged and writes nothing.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep'), ('food', 'Food');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 5) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', n)::uuid,
    (ARRAY['chat_message', 'biometric_sync', 'other'])[1 + (n + copy) % 3],
    '2026-03-09 09:00:00+00'::timestamptz + make_interval(hours => copy),
    (ARRAY['sleep', 'food', NULL])[1 + copy % 3]
FROM generate_series(1, 4) AS n CROSS JOIN generate_series(1, 30) AS copy;
SELECT momentum.calculate_scores('2026-03-09') AS scored \gset

SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10')$$,
    'VALUES (5::bigint, 5::bigint, 0::bigint, 0::bigint)',
    'the first call inserts'
);
CREATE TEMPORARY TABLE before AS
SELECT s.xmin::text AS inserted_by, s.ctid::text AS place, s.*
FROM momentum.daily_engagement_scores AS s;

UPDATE momentum.clock_pin SET pinned_at = '2026-03-13 12:00:00+00';
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10')$$,
    'VALUES (5::bigint, 0::bigint, 0::bigint, 5::bigint)',
    'the second finds all five unchanged'
);
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores(
        '2026-03-10', ARRAY(SELECT u.id FROM auth.users AS u)
    )$$,
    'VALUES (5::bigint, 0::bigint, 0::bigint, 5::bigint)',
    'so does a call that names them'
);
SELECT set_eq(
    $$SELECT s.xmin::text AS inserted_by, s.ctid::text AS place, s.*
    FROM momentum.daily_engagement_scores AS s$$,
    'SELECT * FROM before',
    'every row is in its place, with its updated_at'
);

UPDATE momentum.momentum_events SET deleted_at = '2026-03-12 00:00:00+00'
WHERE
    user_id = '00000000-0000-0000-0000-000000000001'
    AND event_ts >= '2026-03-10 00:00:00+00';
SELECT results_eq(
    $$SELECT * FROM momentum.calculate_scores('2026-03-10')$$,
    'VALUES (5::bigint, 0::bigint, 1::bigint, 4::bigint)',
    'after a change to one user, one row is updated'
);
SELECT results_eq(
    $$SELECT s.user_id, s.created_at, s.updated_at
    FROM momentum.daily_engagement_scores AS s
    JOIN before AS b USING (user_id, score_date)
    WHERE s.ctid::text <> b.place$$,
    $$VALUES (
        '00000000-0000-0000-0000-000000000001'::uuid,
        '2026-03-12 12:00:00+00'::timestamptz, '2026-03-13 12:00:00+00'::timestamptz
    )$$,
    'it keeps its created_at, and updated_at is the time of the clock'
);

SELECT * FROM finish();
ROLLBACK;
