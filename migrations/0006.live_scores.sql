-- depends: 0005.scores
-- Scores that follow their events: the switch, and the row that the formula yields.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'live_scoring',
    'on',
    'on|off',
    'Score today in the statement that brings the events (on), or when the queue is drained (off)'
);

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
    'A computed row of daily_engagement_scores, and what storing it would be: insert, update or none';

RESET ROLE;
