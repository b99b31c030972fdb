DROP TYPE momentum._score;
DELETE FROM momentum.settings WHERE name = 'live_scoring';
