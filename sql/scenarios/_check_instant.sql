-- The instant to evaluate for: the one given, else that of the clock.
-- Raises PM004 for one outside the years 1 to 9999.
CREATE OR REPLACE FUNCTION momentum._check_instant(p_now timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_instant$
BEGIN
    IF p_now < '0001-01-01 00:00:00Z' OR p_now >= '10000-01-01 00:00:00Z' THEN
        RAISE EXCEPTION 'the instant lies outside the years 1 to 9999'
            USING ERRCODE = 'PM004',
                  HINT = 'Give an instant with its time zone, such as 2026-11-21T09:30:00Z.';
    END IF;
    RETURN COALESCE(p_now, momentum.clock());
END
$_check_instant$;

COMMENT ON FUNCTION momentum._check_instant(timestamptz) IS
    'The instant given, null being that of the clock; PM004 outside the years 1 to 9999';
