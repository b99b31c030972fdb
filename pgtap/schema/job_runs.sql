-- Each run of a job.
BEGIN;
SELECT plan(14);

SELECT results_eq(
    $$SELECT
        a.attname::text COLLATE "default",
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum.job_runs'::regclass AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'bigint', true),
        ('job_name', 'text', true),
        ('scheduled_at', 'timestamp with time zone', true),
        ('started_at', 'timestamp with time zone', true),
        ('finished_at', 'timestamp with time zone', false),
        ('status', 'text', true),
        ('attempt', 'integer', true),
        ('rows_done', 'bigint', false),
        ('rows_total', 'bigint', false),
        ('error', 'text', false),
        ('pid', 'integer', true)$$,
    'job_runs has these columns, in this order, null only where said'
);
SELECT col_is_pk('momentum', 'job_runs', 'id', 'its key is id');

PREPARE add AS
INSERT INTO momentum.job_runs (
    job_name, scheduled_at, started_at, finished_at, status, attempt, error
)
VALUES ('a', '2026-11-21 02:00Z', '2026-11-21 02:00Z', $1, $2, $3, $4);
SELECT lives_ok($$EXECUTE add(NULL, 'running', 1, NULL)$$, 'a run that is under way');
SELECT is(
    (SELECT r.pid FROM momentum.job_runs AS r), pg_backend_pid(), 'it names its session'
);
SELECT throws_ok(
    $$EXECUTE add('2026-11-21 02:01Z', 'succeeded', 1, NULL)$$,
    '23505', NULL, 'each attempt for an instant is one run'
);
SELECT lives_ok(
    $$EXECUTE add('2026-11-21 02:01Z', 'failed', 2, 'P0001: no')$$, 'the next attempt'
);
SELECT lives_ok(
    format($$EXECUTE add('2026-11-21 02:00Z', 'skipped', 1, 'another %s')$$, n),
    'whatever is skipped is no attempt'
)
FROM generate_series(1, 2) AS n;
SELECT throws_ok(
    format('EXECUTE add(%s)', w.arguments),
    '23514',
    format('new row for relation "job_runs" violates check constraint "job_runs_%s"', w.name),
    w.arguments
)
FROM (
    VALUES
    ($$'2026-11-21Z', 'late', 3, 'x'$$, 'status_is_known'),
    ($$'2026-11-21Z', 'running', 3, NULL$$, 'running_until_finished'),
    ($$NULL, 'succeeded', 3, NULL$$, 'running_until_finished'),
    ($$'2026-11-21Z', 'succeeded', 3, 'but'$$, 'error_unless_well'),
    ($$'2026-11-21Z', 'failed', 3, NULL$$, 'error_unless_well'),
    ($$NULL, 'running', 0, NULL$$, 'attempt_is_positive')
) AS w (arguments, name);

SELECT * FROM finish();
ROLLBACK;
