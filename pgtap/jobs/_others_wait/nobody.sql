-- Nobody waits for a session that is alone; sessions that do are in tests/concurrency.
BEGIN;
SELECT plan(1);

LOCK TABLE momentum.momentum_events;
SELECT is(momentum._others_wait(), false, 'a lock is held, and nobody wants it');

SELECT * FROM finish();
ROLLBACK;
