-- An event lies in the year 1 or later.
BEGIN;
SELECT plan(2);

SELECT lives_ok(
    $$SELECT momentum._check_event('note', '0001-01-01 00:00:00Z', '{}', now())$$,
    'the first instant of the year 1'
);
SELECT throws_ok(
    $$SELECT momentum._check_event('note', '0001-12-31 23:59:59.999999Z BC', '{}', now())$$,
    'PM005', 'the event lies before the year 1', 'the instant before'
);

SELECT * FROM finish();
ROLLBACK;
