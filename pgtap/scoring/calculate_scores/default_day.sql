-- Without a day it is yesterday, in UTC.
BEGIN;
SELECT plan(8);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2024-01-01 00:00:00+00');

CREATE FUNCTION pg_temp.day_scored_at(p_now timestamptz, p_time_zone text)
RETURNS date
LANGUAGE plpgsql
AS $day_scored_at$
BEGIN
    PERFORM set_config('TimeZone', p_time_zone, true);
    DELETE FROM momentum.clock_pin;
    INSERT INTO momentum.clock_pin (pinned_at) VALUES (p_now);
    DELETE FROM momentum.daily_engagement_scores;
    PERFORM momentum.calculate_scores();
    RETURN (SELECT s.score_date FROM momentum.daily_engagement_scores AS s);
END
$day_scored_at$;

SELECT is(
    pg_temp.day_scored_at(n.instant::timestamptz, z.name), n.day::date,
    format('at %s in %s: %s', n.instant, z.name, n.day)
)
FROM (
    VALUES
    ('2026-03-10 23:59:59.999999+00', '2026-03-09'),
    ('2026-03-11 00:00:00+00', '2026-03-10'),
    ('2024-03-01 02:00:00+00', '2024-02-29'),
    ('2026-01-01 02:00:00+00', '2025-12-31')
) AS n (instant, day)
CROSS JOIN (VALUES ('Pacific/Auckland'), ('America/Los_Angeles')) AS z (name);

SELECT * FROM finish();
ROLLBACK;
