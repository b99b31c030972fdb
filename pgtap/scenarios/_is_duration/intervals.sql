-- A length of time: no part negative, 100 years at most.
BEGIN;
SELECT plan(24);

SELECT ok(momentum._is_duration(i.value::interval), i.value)
FROM (
    VALUES
    ('0'), ('1 microsecond'), ('1 month'), ('1 month 40 days'), ('90 minutes'), ('30 hours'),
    ('14 days'), ('36000 days'), ('100 years'), ('99 years 12 months'), ('1200 months')
) AS i (value);
SELECT ok(NOT momentum._is_duration(i.value::interval), i.value)
FROM (
    VALUES
    ('-1 microsecond'), ('-1 day'), ('1 mon -29 days'), ('1200000 mons -35999999 days'),
    ('1 day -23 hours'), ('-1 mon 40 days'), ('-1 year 400 days'), ('1 hour -3601 seconds'),
    ('100 years 1 microsecond'), ('100 years 1 day'), ('1201 months'), ('178000000 years')
) AS i (value);
SELECT is(momentum._is_duration(NULL), NULL, 'null');

SELECT * FROM finish();
ROLLBACK;
