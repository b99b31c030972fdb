-- A back-fill is quiet, unless somebody has asked to be told.
BEGIN;
SELECT plan(2);

SELECT momentum._quiet_past_days();
SELECT is(current_setting('momentum.past_days'), 'quiet', 'past days are quiet');
SET LOCAL momentum.past_days = 'told';
SELECT momentum._quiet_past_days();
SELECT is(current_setting('momentum.past_days'), 'told', 'who has asked is told');

SELECT * FROM finish();
ROLLBACK;
