-- Evaluates one scenario for an instant: records what is due, and the run. Returns both: the run,
-- and the notifications that this call, and no other one, recorded.
-- Two calls at once wait for each other where they want to record the same; the unique keys decide
-- whose it is, and the other one counts it as skipped. Rows are inserted in the order of their key,
-- so that two runs do not deadlock; where a transaction that calls this for one user after another
-- gets in the way, it starts anew, some times. A user who is deleted meanwhile is left out.
-- Raises PM001, PM004, PM007, PM011.
CREATE OR REPLACE FUNCTION momentum._evaluate(
    p_scenario_type text,
    p_now timestamptz,
    p_user_ids uuid[],
    p_organisation_id uuid,
    OUT run momentum.scenario_runs,
    OUT recorded momentum.scenario_notifications[]
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_evaluate$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_evaluated_users bigint;
    v_candidates momentum._scenario_candidate[];
    c_attempts CONSTANT integer := 5;
    v_schema text;
    v_table text;
BEGIN
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._check_organisation(p_organisation_id);
    PERFORM momentum._check_isolation();
    FOR v_attempt IN 1..c_attempts LOOP
        BEGIN
            CASE p_scenario_type
                WHEN 'milestone' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_milestones(v_now, p_user_ids, p_organisation_id) AS f;
                WHEN 'inactivity' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_inactivity(v_now, p_user_ids, p_organisation_id) AS f;
                WHEN 'expiry' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_expiry(v_now, p_user_ids, p_organisation_id) AS f;
            END CASE;
            recorded := momentum._record_notifications(p_scenario_type, v_now, v_candidates);
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_schema = SCHEMA_NAME, v_table = TABLE_NAME;
                IF
                    (v_schema, v_table) <> ('momentum', 'scenario_notifications')
                    OR v_attempt = c_attempts
                THEN
                    RAISE;
                END IF;
            WHEN deadlock_detected THEN
                IF v_attempt = c_attempts THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
    INSERT INTO momentum.scenario_runs (
        scenario_type, evaluated_at, organisation_id, named_users, evaluated_users, triggered,
        skipped
    )
    VALUES (
        p_scenario_type,
        v_now,
        p_organisation_id,
        cardinality(p_user_ids),
        v_evaluated_users,
        cardinality(recorded),
        cardinality(v_candidates) - cardinality(recorded)
    )
    RETURNING * INTO run;
END
$_evaluate$;

COMMENT ON FUNCTION momentum._evaluate(text, timestamptz, uuid[], uuid) IS
    'Evaluates a scenario for an instant, and returns the run and the notifications it recorded';
