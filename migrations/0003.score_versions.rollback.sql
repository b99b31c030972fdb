-- drops: momentum.score_versions momentum.event_weights momentum.momentum_pillars
DROP TABLE momentum.event_weights;
DROP TABLE momentum.score_versions;
DROP TABLE momentum.momentum_pillars;
