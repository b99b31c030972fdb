-- The last instant of a daily schedule, in UTC, whatever the time zone of the session.
BEGIN;
SELECT plan(8);

SELECT is(
    momentum._daily_instant(w.schedule, w.now::timestamptz),
    w.expected::timestamptz,
    format('%s at %s', w.schedule, w.now)
)
FROM (
    VALUES
    ('0 2 * * *', '2026-11-21 02:00Z', '2026-11-21 02:00Z'),
    ('0 2 * * *', '2026-11-21 01:59:59.999999Z', '2026-11-20 02:00Z'),
    ('30 23 * * *', '2026-03-01 00:00Z', '2026-02-28 23:30Z'),
    ('05 07 * * *', '2026-11-21 07:05Z', '2026-11-21 07:05Z'),
    ('* * * * *', '2026-11-21 07:05Z', NULL),
    ('0 2 * * 1', '2026-11-21 07:05Z', NULL)
) AS w (schedule, now, expected);
SET LOCAL TIME ZONE 'America/New_York';
SELECT is(
    momentum._daily_instant('0 2 * * *', '2026-11-02 01:00Z'), '2026-11-01 02:00Z'::timestamptz,
    'over the end of summer time'
);
SET LOCAL TIME ZONE 'Pacific/Auckland';
SELECT is(
    momentum._daily_instant('0 2 * * *', '2026-11-21 11:30Z'), '2026-11-21 02:00Z'::timestamptz,
    'where it is the next day already'
);

SELECT * FROM finish();
ROLLBACK;
