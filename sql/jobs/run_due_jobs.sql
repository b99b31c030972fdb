-- Runs what no schedule brings back: attempts that failed, or whose session has ended, once their
-- time has come; and jobs that catch up and were not run when they should have been. For each
-- minute, and for the start of a scheduler; several at once do nothing twice.
-- What fails is recorded, not raised; a cancellation ends it. COMMITs as it goes: call it
-- outside a transaction.
-- It pins the search_path in each of its transactions: see _score_days.
-- Raises PM004.
CREATE OR REPLACE PROCEDURE momentum.run_due_jobs(
    p_now timestamptz DEFAULT momentum.clock()
)
LANGUAGE plpgsql
AS $run_due_jobs$
DECLARE
    v_now CONSTANT pg_catalog.timestamptz := momentum._check_instant(p_now);
    v_name pg_catalog.text;
    v_due pg_catalog.record;
    v_failure pg_catalog.jsonb;
BEGIN
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    FOR v_name IN
        SELECT DISTINCT r.job_name FROM momentum.job_runs AS r WHERE r.status = 'running'
    LOOP
        IF pg_catalog.pg_try_advisory_xact_lock(7717, pg_catalog.hashtext(v_name)) THEN
            PERFORM momentum._abandon_runs(v_name);
        END IF;
        COMMIT;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        SET LOCAL search_path = pg_catalog, pg_temp;
    END LOOP;
    FOR v_due IN SELECT d.* FROM momentum._due_runs(v_now) AS d LOOP
        CALL momentum._run_job(
            v_due.job_name, v_due.scheduled_at, v_due.attempt, NOT v_due.is_retry, v_failure
        );
        SET LOCAL search_path = pg_catalog, pg_temp;
        EXIT WHEN v_failure ->> 'code' = '57014';
    END LOOP;
    COMMIT;
END
$run_due_jobs$;

COMMENT ON PROCEDURE momentum.run_due_jobs(timestamptz) IS
    'Tries again what failed or was abandoned, once its time has come, and runs jobs that catch up '
    'and were not run when they should have been. Errors: PM004';
