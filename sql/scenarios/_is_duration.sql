-- Whether an interval is a length of time: no part of it negative, and 100 years at most. (Others
-- compare as lengths, but are none: 1 month less 29 days is later than now in February.)
CREATE OR REPLACE FUNCTION momentum._is_duration(p_interval interval)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_is_duration$
BEGIN
    RETURN p_interval <= '100 years'
        AND extract(YEAR FROM p_interval) >= 0
        AND extract(MONTH FROM p_interval) >= 0
        AND extract(DAY FROM p_interval) >= 0
        AND extract(HOUR FROM p_interval) >= 0
        AND extract(MINUTE FROM p_interval) >= 0
        AND extract(SECOND FROM p_interval) >= 0;
END
$_is_duration$;

COMMENT ON FUNCTION momentum._is_duration(interval) IS
    'Whether an interval is a length of time of at most 100 years: no part of it negative';
