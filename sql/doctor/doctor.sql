-- What is wrong, in the order in which to mend it: the name of the check, what it found, what that
-- means, the commands that mend it, and whether running them is safe without a person's decision.
-- No rows: all is well. Scores are looked at for p_days days back (a day counts from 06:00 UTC of
-- the next one on: the nightly run has until then). pgmomentum doctor adds what only the package
-- can tell: pending migrations, code and rights that differ from sql/, the clock of the
-- client, and what pg_cron has, wherever it is.
-- Only for the owner and superusers: it reads what no other role may. Changes nothing; its cost
-- grows with users and activities. Raises PM004 for a bad number of days.
CREATE OR REPLACE FUNCTION momentum.doctor(p_days integer DEFAULT 7)
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $doctor$
BEGIN
    IF (p_days BETWEEN 1 AND 3660) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot look % days back', COALESCE(p_days::text, 'null')
            USING ERRCODE = 'PM004',
                  HINT = 'Give a number of days from 1 to 3660.';
    END IF;
    RETURN QUERY SELECT * FROM momentum._doctor_tables();
    RETURN QUERY SELECT * FROM momentum._doctor_queues();
    RETURN QUERY SELECT * FROM momentum._doctor_scores(p_days);
    RETURN QUERY SELECT * FROM momentum._doctor_jobs();
END
$doctor$;

COMMENT ON FUNCTION momentum.doctor(integer) IS
    'What is wrong, what it means and what mends it; no rows: nothing. Errors: PM004';
