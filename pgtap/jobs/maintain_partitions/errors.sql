-- Wrong times, and a wrong isolation level.
BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ;
SELECT plan(6);

SELECT throws_ok(
    format('SELECT * FROM momentum.maintain_partitions(%L)', c.p_now),
    'PM004', NULL, c.description
)
FROM (
    VALUES
    (NULL, 'no time: PM004'),
    ('-infinity', 'the beginning of time: PM004'),
    ('infinity', 'the end of time: PM004'),
    ('0001-01-01 00:00:00+00 BC', 'before the year 1: PM004'),
    ('10000-01-01 00:00:00+00', 'after the year 9999: PM004')
) AS c (p_now, description);
SELECT throws_ok(
    'SELECT * FROM momentum.maintain_partitions()',
    'PM011', NULL, 'a snapshot that would be older than the locks: PM011'
);

SELECT * FROM finish();
ROLLBACK;
