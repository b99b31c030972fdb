-- Now, for activities that come: where the clock is not pinned, not the start of the transaction
-- but the present moment. What was completed since is not in the future.
CREATE OR REPLACE FUNCTION momentum._badge_clock()
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_badge_clock$
BEGIN
    RETURN COALESCE((SELECT c.pinned_at FROM momentum.clock_pin AS c), clock_timestamp());
END
$_badge_clock$;

COMMENT ON FUNCTION momentum._badge_clock() IS
    'The pinned instant where there is one, else the present moment, later than now()';
