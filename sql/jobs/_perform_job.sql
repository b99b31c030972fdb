-- Runs the command of a job for an instant and records it in job_runs, for who holds the lock of
-- the job. p_attempt: only if it is this attempt for the instant; null: whichever it is.
-- COMMITs the row first, then with each page; so a run that is killed has kept its pages.
-- An error of the command, or its cancellation, is recorded and returned (p_failure: code, message,
-- detail, hint), not raised; null where all is well. After the last attempt an alert goes out.
-- It pins the search_path in each of its transactions, for the command, too: see _score_days.
CREATE OR REPLACE PROCEDURE momentum._perform_job(
    p_name text,
    p_at timestamptz,
    p_attempt integer,
    INOUT p_failure jsonb
)
LANGUAGE plpgsql
AS $_perform_job$
DECLARE
    c_longest CONSTANT integer := 10000;
    v_job momentum.jobs;
    v_run momentum.job_runs;
    v_last pg_catalog.timestamptz;
    v_attempt integer;
    v_answer pg_catalog.text;
    v_rows bigint;
    v_total bigint;
    v_code pg_catalog.text;
    v_message pg_catalog.text;
    v_detail pg_catalog.text;
    v_hint pg_catalog.text;
BEGIN
    p_failure := NULL;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    SELECT j.* INTO STRICT v_job FROM momentum.jobs AS j WHERE j.name = p_name;
    SELECT pg_catalog.max(r.scheduled_at)
    INTO v_last
    FROM momentum.job_runs AS r
    WHERE r.job_name = p_name AND r.status = 'succeeded' AND r.scheduled_at < p_at;
    SELECT COALESCE(pg_catalog.max(r.attempt), 0) + 1
    INTO v_attempt
    FROM momentum.job_runs AS r
    WHERE r.job_name = p_name AND r.scheduled_at = p_at AND r.status <> 'skipped';
    IF v_attempt <> p_attempt THEN
        RAISE NOTICE 'job % was run already for %', p_name, p_at;
        RETURN;
    END IF;
    INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, status, attempt)
    VALUES (p_name, p_at, momentum.clock(), 'running', v_attempt)
    RETURNING * INTO v_run;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    CALL momentum._report_run(v_run);

    LOOP
        BEGIN
            IF v_job.remaining IS NOT NULL AND v_total IS NULL THEN
                EXECUTE v_job.remaining INTO v_total USING p_at, v_last;
            END IF;
            EXECUTE v_job.command INTO v_answer USING p_at, v_last;
            -- what was put off would fail at COMMIT, where nobody can record it
            SET CONSTRAINTS ALL IMMEDIATE;
            v_rows := CASE WHEN v_answer ~ '^[0-9]{1,18}$' THEN v_answer::bigint END;
            UPDATE momentum.job_runs AS r
            SET rows_done = COALESCE(r.rows_done + v_rows, r.rows_done, v_rows),
                rows_total = v_total
            WHERE r.id = v_run.id
            RETURNING r.* INTO v_run;
        EXCEPTION
            WHEN OTHERS OR query_canceled OR assert_failure THEN
                GET STACKED DIAGNOSTICS
                    v_code = RETURNED_SQLSTATE,
                    v_message = MESSAGE_TEXT,
                    v_detail = PG_EXCEPTION_DETAIL,
                    v_hint = PG_EXCEPTION_HINT;
                v_message := pg_catalog.left(v_message, c_longest);
        END;
        EXIT WHEN v_code IS NOT NULL;
        COMMIT;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        SET LOCAL search_path = pg_catalog, pg_temp;
        EXIT WHEN v_job.remaining IS NULL
            OR COALESCE(v_rows, 0) = 0
            OR v_run.rows_done >= v_total;
        CALL momentum._report_run(v_run);
    END LOOP;

    -- a new transaction: its time is the end of the run
    ROLLBACK;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    UPDATE momentum.job_runs AS r
    SET
        status = CASE WHEN v_code IS NULL THEN 'succeeded' ELSE 'failed' END,
        finished_at = momentum.clock(),
        rows_total = v_total,
        error = v_code || ': ' || v_message
    WHERE r.id = v_run.id
    RETURNING r.* INTO v_run;
    IF v_code IS NOT NULL THEN
        p_failure := pg_catalog.jsonb_build_object(
            'code', v_code,
            'message', v_message,
            'detail', pg_catalog.left(v_detail, c_longest),
            'hint', pg_catalog.left(v_hint, c_longest)
        );
        PERFORM momentum._alert_job(v_run);
    END IF;
    COMMIT;
    CALL momentum._report_run(v_run);
END
$_perform_job$;

COMMENT ON PROCEDURE momentum._perform_job(text, timestamptz, integer, jsonb) IS
    'Runs the command of a job for an instant, page by page, and records it in job_runs; returns '
    'its error';
