-- Days lie within the years 1 to 9999: beyond them dates overflow, or cannot be read by clients.
BEGIN;
SELECT plan(8);

SELECT lives_ok($$SELECT momentum._check_date_range('0001-01-01', '9999-12-31')$$, 'the bounds');
SELECT throws_ok(
    format('SELECT momentum._check_date_range(%L, %L)', c.first, c.last), 'PM004', NULL,
    format('%s to %s', c.first, c.last)
)
FROM (
    VALUES
    ('0001-12-31 BC', '2026-03-10'), ('4714-11-24 BC', '4714-11-24 BC'),
    ('2026-03-10', '10000-01-01'), ('5874897-12-31', '5874897-12-31')
) AS c (first, last);
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT throws_ok(
    format('SELECT %s', c.call), 'PM004', 'a day lies outside the years 1 to 9999', c.call
)
FROM (
    VALUES
    ($$momentum.calculate_score('00000000-0000-0000-0000-000000000001', '4714-11-24 BC')$$),
    ($$momentum.explain_score('00000000-0000-0000-0000-000000000001', '4714-11-24 BC')$$),
    ($$momentum.active_users('5874897-12-31')$$)
) AS c (call);

SELECT * FROM finish();
ROLLBACK;
