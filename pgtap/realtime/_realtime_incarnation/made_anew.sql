-- A table made anew is another incarnation.
BEGIN;
SELECT plan(3);

SELECT matches(momentum._realtime_incarnation(), '^[0-9a-f]{12}$', 'twelve hexadecimal digits');
SELECT momentum._realtime_incarnation() AS before \gset
SELECT is(momentum._realtime_incarnation(), :'before', 'it stays the same');
ALTER TABLE momentum.realtime_positions RENAME TO former_positions;
CREATE TABLE momentum.realtime_positions AS TABLE momentum.former_positions;
SELECT isnt(momentum._realtime_incarnation(), :'before', 'until the table is made anew');

SELECT * FROM finish();
ROLLBACK;
