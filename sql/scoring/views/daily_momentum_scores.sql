-- What the consumers of the legacy system read: these four columns, in this order. A row copied
-- from there has no points per pillar: it shows its whole breakdown, as it did there.
CREATE OR REPLACE VIEW momentum.daily_momentum_scores
WITH (security_invoker = true) AS
SELECT
    s.user_id,
    s.final_score AS score,
    s.score_date,
    COALESCE(s.breakdown -> 'pillars', s.breakdown) AS pillar_breakdown
FROM momentum.daily_engagement_scores AS s;

COMMENT ON VIEW momentum.daily_momentum_scores IS
    'Score per user and day with the points per pillar, under the reader''s own rights';
