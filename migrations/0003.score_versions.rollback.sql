-- drops: momentum.score_versions WHERE version NOT IN ('v1', 'v2') OR updated_at <> created_at
-- drops: momentum.event_weights WHERE version NOT IN ('v1', 'v2') OR updated_at <> created_at
-- drops: momentum.momentum_pillars
DROP TABLE momentum.event_weights;
DROP TABLE momentum.score_versions;
DROP TABLE momentum.momentum_pillars;
