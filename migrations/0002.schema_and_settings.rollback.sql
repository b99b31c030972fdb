-- drops: momentum.settings
DROP TABLE momentum.settings;
DROP TABLE momentum.clock_pin;
DROP SCHEMA momentum;
