-- depends: 0005.scores
-- Scores that follow their events: the switch, a quick way to the days before, and the row that the
-- formula yields.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'live_scoring',
    'on',
    'on|off',
    'Score today in the statement that brings the events (on), or when the queue is drained (off)'
);

-- A score reads the final scores of the days before it: the key's index holds them side by side,
-- so that they are read from there and not from as many pages of the table.
ALTER TABLE momentum.daily_engagement_scores
    DROP CONSTRAINT daily_engagement_scores_pkey,
    ADD CONSTRAINT daily_engagement_scores_pkey
        PRIMARY KEY (user_id, score_date) INCLUDE (final_score, momentum_state);

CREATE TYPE momentum._score AS (
    user_id uuid,
    raw_score numeric,
    normalized_score numeric,
    final_score numeric,
    momentum_state text,
    breakdown jsonb,
    event_count integer,
    calculation_metadata jsonb,
    change text
);
COMMENT ON TYPE momentum._score IS
    'A computed row of daily_engagement_scores, and what storing it would be: insert, update, '
    'none, or replace: the stored row is of no score version, such as an imported one';

CREATE TYPE momentum._past_score AS (
    user_id uuid,
    score_date date,
    final_score numeric,
    momentum_state text
);
COMMENT ON TYPE momentum._past_score IS
    'A day of the past, as far as the score of a later one reads it';

COMMENT ON COLUMN momentum.scoring_failures.operation IS 'recalculate, backfill or drain';
COMMENT ON COLUMN momentum.scoring_failures.score_date IS
    'The day that was being scored; for a drain the day it ran on';

RESET ROLE;
