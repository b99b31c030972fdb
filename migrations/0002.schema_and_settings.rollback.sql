-- drops: momentum.settings WHERE updated_at <> created_at
DROP TABLE momentum.settings;
DROP TABLE momentum.clock_pin;
DROP SCHEMA momentum;
