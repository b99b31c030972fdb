-- Wrong spans.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');

SELECT throws_ok(
    format('SELECT * FROM momentum.missing_score_days(%L, %L)', c.first, c.last),
    c.code, NULL, format('%s: %s', c.description, c.code)
)
FROM (
    VALUES
    (NULL, '2026-03-10', 'PM004', 'no first day'),
    ('2026-03-10', NULL, 'PM004', 'no last day'),
    ('-infinity', '2026-03-10', 'PM004', 'from the beginning of time'),
    ('2026-03-10', 'infinity', 'PM004', 'to the end of time'),
    ('2026-03-10', '2026-03-09', 'PM004', 'the last day before the first'),
    ('2026-03-10', '2026-03-13', 'PM003', 'a span that ends tomorrow'),
    ('2026-03-13', '2026-03-14', 'PM003', 'a span in the future')
) AS c (first, last, code, description);

SELECT * FROM finish();
ROLLBACK;
