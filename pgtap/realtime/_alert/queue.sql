-- What it sends is tried in tests/jobs; here: that it raises nothing, whatever it is given.
BEGIN;
SELECT plan(3);

SET LOCAL ROLE service_role;
SELECT lives_ok(
    $$SELECT momentum._alert('{"alert": "sample", "timestamp": "2026-11-21T00:00:00Z"}')$$,
    'the service may alert'
);
SELECT lives_ok(
    $$SELECT momentum._alert(jsonb_build_object('alert', repeat('x', 100000)))$$,
    'what is too long for a message is no error'
);
SET LOCAL client_min_messages = error;
SELECT lives_ok(
    $$SELECT momentum._alert('{"alert": "sample"}', -1)$$, 'nor is a queue that is too full'
);

SELECT * FROM finish();
ROLLBACK;
