-- The instant given, or that of the clock; within the years 1 to 9999.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');

SELECT is(momentum._check_instant(NULL), '2026-11-21 12:00Z'::timestamptz, 'none: the clock');
SELECT is(momentum._check_instant(i.at), i.at, format('%s is one', i.at))
FROM (
    VALUES ('0001-01-01 00:00:00Z'::timestamptz), ('9999-12-31 23:59:59.999999Z')
) AS i (at);
SELECT throws_ok(
    format('SELECT momentum._check_instant(%L)', i.at), 'PM004',
    'the instant lies outside the years 1 to 9999', i.at
)
FROM (
    VALUES ('0001-12-31 23:59:59.999999Z BC'), ('10000-01-01Z'), ('infinity'), ('-infinity')
) AS i (at);
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is(
    momentum._check_instant('9999-12-31 23:59:59.999999Z'),
    '9999-12-31 23:59:59.999999Z'::timestamptz, 'whatever the year of the session is'
);

SELECT * FROM finish();
ROLLBACK;
