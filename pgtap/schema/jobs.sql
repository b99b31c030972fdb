-- The jobs of an installation, and what holds for each.
BEGIN;
SELECT plan(24);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum.jobs'::regclass AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('name', 'text', true),
        ('schedule', 'text', true),
        ('command', 'text', true),
        ('remaining', 'text', false),
        ('enabled', 'boolean', true),
        ('catch_up', 'boolean', true),
        ('max_attempts', 'integer', true),
        ('retry_after', 'interval', true),
        ('description', 'text', true),
        ('created_at', 'timestamp with time zone', true),
        ('updated_at', 'timestamp with time zone', true)$$,
    'jobs has these columns, in this order, null only where said'
);
SELECT col_is_pk('momentum', 'jobs', 'name', 'its key is name');
SELECT results_eq(
    $$SELECT j.name, j.schedule, j.catch_up, j.max_attempts, j.retry_after
    FROM momentum.jobs AS j
    WHERE j.enabled
    ORDER BY j.name COLLATE "C"$$,
    $$VALUES
        ('cleanup-job-runs', '20 3 * * *', false, 3, interval '1 minute'),
        ('cleanup-realtime', '10 3 * * *', false, 3, '1 minute'),
        ('drain-rescore-queue', '* * * * *', false, 3, '1 minute'),
        ('drain-summary-queue', '* * * * *', false, 3, '1 minute'),
        ('evaluate-interventions', '10 2 * * *', false, 3, '1 minute'),
        ('maintain-partitions', '0 3 * * *', false, 3, '1 minute'),
        ('reconcile-badges', '30 2 * * *', false, 3, '1 minute'),
        ('scenario-expiry', '20 6 * * *', false, 3, '1 minute'),
        ('scenario-inactivity', '10 6 * * *', false, 3, '1 minute'),
        ('scenario-milestones', '0 6 * * *', false, 3, '1 minute'),
        ('score-yesterday', '0 2 * * *', true, 3, '1 minute')$$,
    'the jobs that an installation begins with'
);

SELECT throws_like(
    format('UPDATE momentum.jobs SET %s WHERE name = ''drain-rescore-queue''', w.assignment),
    format('bad job %%: it violates "jobs_%s"', w.name),
    w.assignment
)
FROM (
    VALUES
    ('name = ''''', 'name_is_short'),
    ('name = ''Upper''', 'name_is_short'),
    ('name = ''it''''s''', 'name_is_short'),
    ('name = repeat(''x'', 26)', 'name_is_short'),
    ('schedule = ''* * * *''', 'schedule_has_five_fields'),
    ('schedule = ''* * * * * *''', 'schedule_has_five_fields'),
    ('schedule = ''@daily''', 'schedule_has_five_fields'),
    ('schedule = ''0 2 * * mon''', 'schedule_has_five_fields'),
    ('schedule = ''0  2 * * *''', 'schedule_has_five_fields'),
    ('catch_up = true', 'catch_up_is_daily'),
    ('catch_up = true, schedule = ''60 2 * * *''', 'catch_up_is_daily'),
    ('catch_up = true, schedule = ''0 24 * * *''', 'catch_up_is_daily'),
    ('catch_up = true, schedule = ''0 2 * * 1''', 'catch_up_is_daily'),
    ('catch_up = true, schedule = ''0 1,2 * * *''', 'catch_up_is_daily'),
    ('max_attempts = 0', 'attempts_are_few'),
    ('max_attempts = 21', 'attempts_are_few'),
    ('retry_after = ''0''', 'retry_within_a_day'),
    ('retry_after = ''25 hours''', 'retry_within_a_day')
) AS w (assignment, name);
SELECT lives_ok(
    $$UPDATE momentum.jobs SET schedule = '*/5 0-6 1,15 1-12/2 7' WHERE name = 'scenario-expiry'$$,
    'lists, spans and steps are of a schedule'
);
SELECT lives_ok(
    $$UPDATE momentum.jobs SET schedule = '59 23 * * *' WHERE name = 'score-yesterday'$$,
    'who catches up may run at another time of the day'
);
SELECT is_empty(
    $$SELECT k.conname FROM pg_constraint AS k
    WHERE
        k.conrelid = 'momentum.jobs'::regclass
        AND k.contype = 'c'
        AND obj_description(k.oid, 'pg_constraint') IS NULL$$,
    'each has a comment, which says what to give'
);

SELECT * FROM finish();
ROLLBACK;
