-- Each kind of statement announces what it changes, but for past days where they are to be quiet.
BEGIN;
SELECT plan(14);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.told() RETURNS SETOF text LANGUAGE sql AS $told$
    WITH gone AS (
        DELETE FROM momentum.realtime_inbox AS i RETURNING i.id, i.user_id, i.event_type, i.payload
    )
    SELECT concat_ws(
        ' ', g.event_type, right(g.user_id::text, 1), right(g.payload ->> 'score_date', 2),
        g.payload ->> 'previous_state'
    )
    FROM gone AS g
$told$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id) SELECT pg_temp.u(n) FROM generate_series(1, 3) AS n;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT pg_temp.u(n), d.day, 0, 0, 50, 'Steady', '{}', 1, 'v2'
FROM
    generate_series(1, 2) AS n
    CROSS JOIN (VALUES ('2026-11-18'::date), ('2026-11-20'), ('2026-11-21')) AS d (day);
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('momentum_score_created 1 18'), ('momentum_score_created 1 20'),
        ('momentum_score_created 1 21'), ('momentum_score_created 2 18'),
        ('momentum_score_created 2 20'), ('momentum_score_created 2 21')$$,
    'insert: whatever the day'
);

UPDATE momentum.daily_engagement_scores SET final_score = 51 WHERE user_id = pg_temp.u(1);
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('momentum_score_updated 1 18 Steady'), ('momentum_score_updated 1 20 Steady'),
        ('momentum_score_updated 1 21 Steady')$$,
    'update: whatever the day, with the state before'
);
UPDATE momentum.daily_engagement_scores SET final_score = 51;
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('momentum_score_updated 2 18 Steady'), ('momentum_score_updated 2 20 Steady'),
        ('momentum_score_updated 2 21 Steady')$$,
    'rows that were so already say nothing'
);
UPDATE momentum.daily_engagement_scores
SET updated_at = updated_at + interval '1 hour', calculation_metadata = '{"seen": "by nobody"}';
SELECT is_empty('SELECT pg_temp.told()', 'nor do columns that nobody sees');
SET LOCAL momentum.past_days = 'quiet';
UPDATE momentum.daily_engagement_scores SET final_score = 52 WHERE score_date <> '2026-11-20';
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES ('momentum_score_updated 1 21 Steady'), ('momentum_score_updated 2 21 Steady')$$,
    'days before yesterday may be asked to be quiet'
);
DELETE FROM momentum.daily_engagement_scores
WHERE user_id = pg_temp.u(1) AND score_date = '2026-11-18';
SELECT set_eq(
    'SELECT pg_temp.told()', $$VALUES ('cache_invalidated 1 18')$$, 'deleted ones are told anyway'
);
SET LOCAL momentum.past_days = '';
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (pg_temp.u(1), '2026-11-18', 0, 0, 50, 'Steady', '{}', 1, 'v2');
SELECT set_eq(
    'SELECT pg_temp.told()', $$VALUES ('momentum_score_created 1 18')$$, 'or not be asked to'
);
UPDATE momentum.daily_engagement_scores SET user_id = pg_temp.u(3)
WHERE user_id = pg_temp.u(2) AND score_date IN ('2026-11-18', '2026-11-21');
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('momentum_score_created 3 18'), ('momentum_score_created 3 21'),
        ('cache_invalidated 2 18'), ('cache_invalidated 2 21')$$,
    'a row that goes to somebody else: new there, and gone here, whatever its day'
);

DELETE FROM momentum.daily_engagement_scores WHERE user_id = pg_temp.u(1);
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('cache_invalidated 1 18'), ('cache_invalidated 1 20'), ('cache_invalidated 1 21')$$,
    'delete: whatever the day'
);
DELETE FROM auth.users WHERE id = pg_temp.u(3);
SELECT is_empty('SELECT pg_temp.told()', 'scores that go with their user are quiet');

UPDATE momentum.settings SET value = '1' WHERE name = 'realtime_fanout_limit';
UPDATE momentum.daily_engagement_scores SET final_score = 53;
SELECT bag_eq(
    'SELECT pg_temp.told()', $$VALUES ('momentum_score_updated 2 20 Steady')$$,
    'as many rows as the limit'
);
INSERT INTO momentum.daily_engagement_scores
SELECT s.* FROM momentum.daily_engagement_scores AS s
ON CONFLICT (user_id, score_date) DO NOTHING;
SELECT is_empty('SELECT pg_temp.told()', 'an insert of nothing');
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT pg_temp.u(1), d.day, 0, 0, 50, 'Steady', '{}', 1, 'v2'
FROM (VALUES ('2026-11-20'::date), ('2026-11-21')) AS d (day);
SELECT bag_eq(
    'SELECT pg_temp.told()', $$VALUES ('momentum_scores_recalculated 0')$$,
    'more rows than the limit: one marker, to everyone'
);
TRUNCATE momentum.daily_engagement_scores;
SELECT bag_eq(
    'SELECT pg_temp.told()', $$VALUES ('momentum_scores_recalculated 0')$$, 'truncate: so it does'
);

SELECT * FROM finish();
ROLLBACK;
