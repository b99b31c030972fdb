-- For back-fills: nothing is announced of days before yesterday until the transaction ends, unless
-- the session has asked for it by SET momentum.past_days = 'told'.
CREATE OR REPLACE FUNCTION momentum._quiet_past_days()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_quiet_past_days$
BEGIN
    IF current_setting('momentum.past_days', true) IS DISTINCT FROM 'told' THEN
        PERFORM set_config('momentum.past_days', 'quiet', true);
    END IF;
END
$_quiet_past_days$;

COMMENT ON FUNCTION momentum._quiet_past_days() IS
    'Keeps days before yesterday from being announced until the transaction ends';
