-- The current UTC year, and in its first seven days the one before.
BEGIN;
SELECT plan(5);

SET LOCAL timezone = 'Pacific/Auckland';
CREATE FUNCTION pg_temp.at(p_clock timestamptz) RETURNS integer LANGUAGE sql AS $at$
    INSERT INTO momentum.clock_pin (pinned_at) VALUES (p_clock)
    ON CONFLICT (singleton) DO UPDATE SET pinned_at = EXCLUDED.pinned_at;
    SELECT momentum._first_announced_year()
$at$;
SELECT is(pg_temp.at(c.instant::timestamptz), c.wanted, c.instant)
FROM (
    VALUES
    ('2026-12-31 23:59:59.999999Z', 2026), ('2027-01-01 00:00Z', 2026),
    ('2027-01-07 23:59:59.999999Z', 2026), ('2027-01-08 00:00Z', 2027),
    ('2027-06-01 00:00Z', 2027)
) AS c (instant, wanted);

SELECT * FROM finish();
ROLLBACK;
