-- Runs a job for an instant under its lock (a session lock, class 7717, keyed by the name), after
-- what is left to catch up (p_catches_up). p_attempt: see _perform_job; null also means that a run
-- while another session runs the job is recorded as skipped. For the first attempt it is, too, when
-- that session runs it for another instant: the job overlaps itself (one that catches up does not:
-- it may be running for a day that it has missed).
-- Marks runs whose session has ended before they did. COMMITs: call it outside a transaction.
-- Returns the first error of a command, which is recorded; a cancellation ends it. An error outside
-- of the command leaves the lock to the end of the session. Raises PM004, PM007.
-- It pins the search_path in each of its transactions: see _score_days.
CREATE OR REPLACE PROCEDURE momentum._run_job(
    p_name text,
    p_now timestamptz,
    p_attempt integer,
    p_catches_up boolean,
    INOUT p_failure jsonb
)
LANGUAGE plpgsql
AS $_run_job$
DECLARE
    v_now CONSTANT pg_catalog.timestamptz := momentum._check_instant(p_now);
    v_enabled boolean;
    v_catches_up boolean;
    v_instants pg_catalog.timestamptz[] := '{}'::pg_catalog.timestamptz[];
    v_instant pg_catalog.timestamptz;
    v_failure pg_catalog.jsonb;
    v_run momentum.job_runs;
BEGIN
    SET LOCAL search_path = pg_catalog, pg_temp;
    p_failure := NULL;
    SELECT j.enabled, j.catch_up
    INTO v_enabled, v_catches_up
    FROM momentum.jobs AS j
    WHERE j.name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown job: %', COALESCE(pg_catalog.left(p_name, 80), 'null')
            USING ERRCODE = 'PM007',
                  HINT = pg_catalog.format(
                      'The jobs are %s.',
                      (SELECT pg_catalog.string_agg(j.name, ', ' ORDER BY j.name)
                       FROM momentum.jobs AS j)
                  );
    END IF;
    -- inside a transaction of the caller this fails at once
    COMMIT;
    SET LOCAL search_path = pg_catalog, pg_temp;
    IF NOT v_enabled THEN
        RAISE NOTICE 'job % is disabled', p_name
            USING HINT = 'UPDATE momentum.jobs SET enabled = true WHERE name = ...';
        COMMIT;
        RETURN;
    END IF;

    IF NOT pg_catalog.pg_try_advisory_lock(7717, pg_catalog.hashtext(p_name)) THEN
        INSERT INTO momentum.job_runs (
            job_name, scheduled_at, started_at, finished_at, status, attempt, error
        )
        SELECT
            p_name, v_now, momentum.clock(), momentum.clock(), 'skipped', 1,
            'another session was running the job'
        WHERE
            p_attempt IS NULL
            OR p_attempt = 1
            AND NOT v_catches_up
            AND EXISTS (
                SELECT FROM momentum.job_runs AS r
                WHERE r.job_name = p_name AND r.status = 'running'
            )
            AND NOT EXISTS (
                SELECT FROM momentum.job_runs AS r
                WHERE r.job_name = p_name AND r.scheduled_at = v_now
            )
        RETURNING * INTO v_run;
        COMMIT;
        IF v_run.id IS NULL THEN
            RAISE NOTICE 'job %: another session is running it', p_name;
        ELSE
            CALL momentum._report_run(v_run);
        END IF;
        RETURN;
    END IF;

    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    PERFORM momentum._abandon_runs(p_name);
    -- who comes second has nothing to catch up, either
    IF p_catches_up AND NOT (
        p_attempt IS NOT NULL
        AND EXISTS (
            SELECT FROM momentum.job_runs AS r
            WHERE r.job_name = p_name AND r.scheduled_at = v_now AND r.attempt >= p_attempt
                AND r.status <> 'skipped'
        )
    ) THEN
        v_instants := momentum._missed_instants(p_name, v_now);
    END IF;
    FOREACH v_instant IN ARRAY v_instants || v_now LOOP
        CALL momentum._perform_job(
            p_name, v_instant, CASE WHEN v_instant = v_now THEN p_attempt END, v_failure
        );
        SET LOCAL search_path = pg_catalog, pg_temp;
        p_failure := COALESCE(p_failure, v_failure);
        EXIT WHEN v_failure ->> 'code' = '57014';
    END LOOP;
    PERFORM pg_catalog.pg_advisory_unlock(7717, pg_catalog.hashtext(p_name));
    COMMIT;
END
$_run_job$;

COMMENT ON PROCEDURE momentum._run_job(text, timestamptz, integer, boolean, jsonb) IS
    'Runs a job for an instant under its lock, after what is left to catch up; returns the first '
    'error of its command. Errors: PM004, PM007';
