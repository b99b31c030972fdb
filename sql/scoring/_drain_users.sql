-- _rescore_queued for some users; where it fails, for either half of them, down to the one who
-- fails: that one stays queued, and is logged (scoring_failures, once a day) with a WARNING.
-- The caller holds the locks of _lock_users.
CREATE OR REPLACE FUNCTION momentum._drain_users(p_user_ids uuid[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_drain_users$
DECLARE
    v_half CONSTANT integer := cardinality(p_user_ids) / 2;
    v_error_code text;
    v_error_message text;
BEGIN
    BEGIN
        RETURN momentum._rescore_queued(p_user_ids);
    EXCEPTION
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS
                v_error_code = RETURNED_SQLSTATE,
                v_error_message = MESSAGE_TEXT;
            -- no fault of these users: rights, a read-only session, the server's resources
            IF v_error_code ~ '^(25|42|53)' THEN
                RAISE;
            END IF;
    END;
    IF v_half > 0 THEN
        RETURN momentum._drain_users(p_user_ids[:v_half])
            + momentum._drain_users(p_user_ids[v_half + 1:]);
    END IF;
    INSERT INTO momentum.scoring_failures (
        operation, score_date, user_ids, error_code, error_message
    )
    SELECT 'drain', momentum._today(), p_user_ids, v_error_code, v_error_message
    WHERE NOT EXISTS (
        SELECT FROM momentum.scoring_failures AS f
        WHERE
            f.operation = 'drain'
            AND f.score_date = momentum._today()
            AND f.user_ids = p_user_ids
            AND f.error_code = v_error_code
    );
    RAISE WARNING 'drain: user % failed: %', p_user_ids[1], v_error_message
        USING HINT = 'The user stays queued; momentum.scoring_failures has the error.';
    RETURN 0::bigint;
END
$_drain_users$;

COMMENT ON FUNCTION momentum._drain_users(uuid[]) IS
    'Works off the queue entries of some users, all but those who fail; returns how many entries';
