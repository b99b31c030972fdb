-- A pinned clock shows what it was pinned to, in any time zone, until it is released.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2024-02-29 23:59:59.999999+00');
SELECT is(
    momentum.clock(), '2024-02-29 23:59:59.999999+00'::timestamptz,
    'the clock shows the pinned instant, to the microsecond'
);
SET LOCAL TimeZone = 'America/Los_Angeles';
SELECT is(
    momentum.clock(), '2024-02-29 23:59:59.999999+00'::timestamptz,
    'the session''s time zone does not move it'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-03-10 08:00:00+00';
SELECT is(
    momentum.clock(), '2026-03-10 08:00:00+00'::timestamptz,
    'pinning it elsewhere takes effect at once'
);
SELECT throws_ok(
    $$INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-11 08:00:00+00')$$,
    '23505', NULL, 'there is one pin'
);
DELETE FROM momentum.clock_pin;
SELECT is(momentum.clock(), now(), 'released, it shows the present again');

SELECT * FROM finish();
ROLLBACK;
