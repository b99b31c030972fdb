-- Wrong spans, a wrong tolerance, and a host that has no legacy scores.
BEGIN;
SELECT plan(9);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
SELECT throws_ok(
    $$SELECT momentum.compare_legacy_scores('2026-03-01', '2026-03-12')$$,
    'PM007', 'there is no table legacy.daily_engagement_scores', 'there is nothing to compare with'
);
SELECT throws_ok(
    format('SELECT momentum.compare_legacy_scores(%s)', c.arguments), c.code, NULL, c.description
)
FROM (
    VALUES
    ($$NULL, '2026-03-12'$$, 'PM004', 'no first day'),
    ($$'2026-03-01', NULL$$, 'PM004', 'no last day'),
    ($$'2026-03-12', '2026-03-01'$$, 'PM004', 'a span that ends before it begins'),
    ($$'2026-03-01', 'infinity'$$, 'PM004', 'an endless span'),
    ($$'2026-03-01', '2026-03-13'$$, 'PM003', 'a day that has not come'),
    ($$'2026-03-01', '2026-03-12', NULL$$, 'PM006', 'no tolerance'),
    ($$'2026-03-01', '2026-03-12', -0.01$$, 'PM006', 'a negative tolerance'),
    ($$'2026-03-01', '2026-03-12', 'NaN'$$, 'PM006', 'a tolerance that is no number')
) AS c (arguments, code, description);

SELECT * FROM finish();
ROLLBACK;
