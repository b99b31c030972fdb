-- Whether there is something to ring for.
BEGIN;
SELECT plan(3);

SELECT is(momentum._ring_if_waiting(), false, 'nothing waits: it does not ring');
SELECT momentum._announce(ARRAY[ROW(NULL, 'a', NULL, '{}', NULL)]::momentum._announcement[]);
SELECT is(momentum._ring_if_waiting(), true, 'something waits: it rings');
SELECT momentum._sequence_events();
SELECT is(momentum._ring_if_waiting(), false, 'it has a position: nothing waits any more');

SELECT * FROM finish();
ROLLBACK;
