-- A table made anew is another incarnation, and so is another timeline.
BEGIN;
SELECT plan(4);

SELECT matches(momentum._realtime_incarnation(1), '^[0-9a-f]{12}$', 'twelve hexadecimal digits');
SELECT momentum._realtime_incarnation(1) AS before \gset
SELECT is(momentum._realtime_incarnation(1), :'before', 'it stays the same');
SELECT isnt(momentum._realtime_incarnation(2), :'before', 'but on another timeline');
ALTER TABLE momentum.realtime_positions RENAME TO former_positions;
CREATE TABLE momentum.realtime_positions AS TABLE momentum.former_positions;
SELECT isnt(momentum._realtime_incarnation(1), :'before', 'and when the table is made anew');

SELECT * FROM finish();
ROLLBACK;
