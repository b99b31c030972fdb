-- A setting is checked when it is written, against the pattern of its row.
BEGIN;
SELECT plan(33);

SELECT lives_ok(
    format($$UPDATE momentum.settings SET value = %L WHERE name = 'failed_share_limit'$$, v.value),
    format('failed_share_limit can be %s', v.value)
)
FROM (VALUES ('0'), ('0.01'), ('0.999'), ('1'), ('1.0')) AS v (value);

SELECT throws_ok(
    format($$UPDATE momentum.settings SET value = %L WHERE name = 'failed_share_limit'$$, v.value),
    'PM006', NULL,
    format('failed_share_limit cannot be %L', v.value)
)
FROM (
    VALUES
    (''), ('a lot'), ('-0.1'), ('1.1'), ('2'), ('0,5'), ('0.5 '), (E'0.5\n'), ('x0.5'), (NULL)
) AS v (value);

SELECT is(
    (SELECT s.value FROM momentum.settings AS s WHERE s.name = 'failed_share_limit'),
    '1.0',
    'a refused value leaves the old one'
);

SELECT lives_ok(
    format('UPDATE momentum.settings SET value = %L WHERE name = %L', v.value, v.name),
    format('%s can be %s', v.name, v.value)
)
FROM (
    VALUES
    ('event_partitions_ahead', '1'), ('event_partitions_ahead', '24'),
    ('event_retention_months', '1'), ('event_retention_months', '9999'),
    ('event_retention_months', 'keep')
) AS v (name, value);

SELECT throws_ok(
    format('UPDATE momentum.settings SET value = %L WHERE name = %L', v.value, v.name),
    'PM006', NULL,
    format('%s cannot be %L', v.name, v.value)
)
FROM (
    VALUES
    ('event_partitions_ahead', '0'), ('event_partitions_ahead', '25'),
    ('event_partitions_ahead', '-1'), ('event_partitions_ahead', 'keep'),
    ('event_retention_months', '0'), ('event_retention_months', '-1'),
    ('event_retention_months', '12 months'), ('event_retention_months', '10000'),
    ('event_retention_months', '')
) AS v (name, value);

SELECT lives_ok(
    $$INSERT INTO momentum.settings (name, value, pattern, description)
    VALUES ('mode', 'on', 'on|off', 'A switch')$$,
    'a new setting with a value that matches'
);
SELECT throws_ok(
    $$INSERT INTO momentum.settings (name, value, pattern, description)
    VALUES ('mode2', 'often', 'on|off', 'A switch')$$,
    'PM006', NULL,
    'the pattern is of the whole value, its alternatives included'
);
SELECT throws_ok(
    $$UPDATE momentum.settings SET pattern = 'yes|no' WHERE name = 'mode'$$,
    'PM006', NULL,
    'a new pattern that the value does not match is refused'
);

SELECT * FROM finish();
ROLLBACK;
