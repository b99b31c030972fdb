-- An entry per enabled job, and one for what no schedule brings back.
BEGIN;
SELECT plan(4);

UPDATE momentum.jobs SET enabled = name IN ('score-yesterday', 'scenario-expiry');
SET LOCAL ROLE service_role;
SELECT results_eq(
    'SELECT * FROM momentum._cron_entries()',
    format(
        $$VALUES
            ('momentum/%1$s/run-due-jobs', '* * * * *', 'CALL momentum.run_due_jobs()'),
            (
                'momentum/%1$s/scenario-expiry', '20 6 * * *',
                'CALL momentum.run_job(''scenario-expiry'', '
                'pg_catalog.date_trunc(''minute'', pg_catalog.now()), true)'
            ),
            (
                'momentum/%1$s/score-yesterday', '0 2 * * *',
                'CALL momentum.run_job(''score-yesterday'', '
                'pg_catalog.date_trunc(''minute'', pg_catalog.now()), true)'
            )$$,
        current_database()
    ),
    'the enabled ones'
);
RESET ROLE;
UPDATE momentum.jobs SET enabled = true, name = rpad(name, 25, 'x');
SELECT cmp_ok(
    (SELECT max(octet_length(e.name)) FROM momentum._cron_entries() AS e), '<=', 63,
    'names fit into those of pg_cron'
);
SELECT cmp_ok(
    (SELECT max(octet_length(e.name)) FROM momentum._cron_entries() AS e)
    - octet_length(current_database()) + 28,
    '<=', 63,
    'also in a database whose name has 28 bytes'
);
UPDATE momentum.jobs SET enabled = false;
SELECT is((SELECT count(*) FROM momentum._cron_entries()), 1::bigint, 'none is enabled');

SELECT * FROM finish();
ROLLBACK;
