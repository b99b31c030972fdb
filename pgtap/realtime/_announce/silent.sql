-- Nothing to announce: nothing is written.
BEGIN;
SELECT plan(3);

SELECT lives_ok('SELECT momentum._announce(NULL)', 'null is nothing to announce');
SELECT lives_ok($$SELECT momentum._announce('{}')$$, 'nor is an empty array');
SELECT is_empty('SELECT FROM momentum.realtime_inbox', 'nothing was appended');

SELECT * FROM finish();
ROLLBACK;
