-- Today is the UTC day, whatever the time zone of the session.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 23:59:59.999999+00');
SET LOCAL TimeZone = 'Pacific/Auckland';
SELECT is(momentum._today(), '2026-03-10'::date, 'the end of a day, east of Greenwich');
SET LOCAL TimeZone = 'America/Los_Angeles';
SELECT is(momentum._today(), '2026-03-10'::date, 'the end of a day, west of Greenwich');

UPDATE momentum.clock_pin SET pinned_at = '2026-03-11 00:00:00+00';
SELECT is(momentum._today(), '2026-03-11'::date, 'the first instant of a day, west of Greenwich');
SET LOCAL TimeZone = 'Pacific/Auckland';
SELECT is(momentum._today(), '2026-03-11'::date, 'the first instant of a day, east of Greenwich');

UPDATE momentum.clock_pin SET pinned_at = '2028-02-29 00:00:00+00';
SELECT is(momentum._today(), '2028-02-29'::date, 'a leap day');

SELECT * FROM finish();
ROLLBACK;
