-- Live scoring is on or off, and on from the beginning.
BEGIN;
SELECT plan(9);

SELECT is(
    (SELECT s.value FROM momentum.settings AS s WHERE s.name = 'live_scoring'), 'on', 'it is on'
);
SELECT lives_ok(
    format($$UPDATE momentum.settings SET value = %L WHERE name = 'live_scoring'$$, v.value),
    format('it can be %s', v.value)
)
FROM (VALUES ('off'), ('on')) AS v (value);
SELECT throws_ok(
    format($$UPDATE momentum.settings SET value = %L WHERE name = 'live_scoring'$$, v.value),
    'PM006', NULL,
    format('it cannot be %L', v.value)
)
FROM (VALUES (''), ('ON'), ('true'), (' on'), ('onoff'), (NULL)) AS v (value);

SELECT * FROM finish();
ROLLBACK;
