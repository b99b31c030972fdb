-- Rows written by hand queue the stored days after them; rows of the engine do not.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

CREATE TEMPORARY TABLE scored AS
SELECT momentum.calculate_score(u.id, '2026-03-11') AS score FROM auth.users AS u;

-- Makes a change and tells what it queued: user, day, reason.
CREATE FUNCTION pg_temp.queued_by(p_statement text, OUT entries text)
LANGUAGE plpgsql
AS $queued_by$
BEGIN
    DELETE FROM momentum.rescore_queue;
    EXECUTE p_statement;
    SELECT string_agg(
        format('%s %s %s', right(q.user_id::text, 1), to_char(q.from_date, 'DD'), q.reason), ', '
        ORDER BY q.user_id, q.from_date
    )
    INTO entries
    FROM momentum.rescore_queue AS q;
END
$queued_by$;

SELECT is(pg_temp.queued_by(c.statement), c.entries, c.description)
FROM (
    VALUES
    (
        1, $$INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES
            ('00000000-0000-0000-0000-000000000001', '2026-03-07', 60, 60, 60, 'Steady', '{}', 0,
                'legacy'),
            ('00000000-0000-0000-0000-000000000001', '2026-03-05', 60, 60, 60, 'Steady', '{}', 0,
                'legacy'),
            ('00000000-0000-0000-0000-000000000002', '2026-03-10', 60, 60, 60, 'Steady', '{}', 0,
                'legacy')$$,
        '1 06 scores: insert, 2 11 scores: insert', 'inserted: from the day after the first'
    ),
    (
        2, $$UPDATE momentum.daily_engagement_scores SET final_score = 61
        WHERE score_date = '2026-03-07'$$,
        '1 08 scores: update', 'changed: from the day after'
    ),
    (
        3, $$UPDATE momentum.daily_engagement_scores SET score_date = '2026-03-08'
        WHERE score_date = '2026-03-07'$$,
        '1 08 scores: update', 'moved to a later day: from the day after the one it left'
    ),
    (
        4, $$UPDATE momentum.daily_engagement_scores
        SET user_id = '00000000-0000-0000-0000-000000000002'
        WHERE score_date = '2026-03-05'$$,
        '1 06 scores: update, 2 06 scores: update', 'given to another user: both'
    ),
    (
        5, $$DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-03-05'$$,
        '2 06 scores: delete', 'deleted: from the day after'
    ),
    (
        6, $$SELECT momentum.calculate_scores('2026-03-10',
            ARRAY['00000000-0000-0000-0000-000000000001'::uuid])$$,
        '1 11 calculate_scores', 'a calculation queues once, by itself'
    ),
    (
        7, $$SELECT momentum.calculate_score('00000000-0000-0000-0000-000000000001',
            '2026-03-11')$$,
        NULL, 'the last stored day: nobody reads it'
    ),
    (
        8, $$DELETE FROM auth.users$$, NULL, 'users who go leave nothing'
    )
) AS c (number, statement, entries, description)
ORDER BY c.number;

SELECT * FROM finish();
ROLLBACK;
