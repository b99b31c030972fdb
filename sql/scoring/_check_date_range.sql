-- Raises PM004 unless both dates are given, finite, and in order.
CREATE OR REPLACE FUNCTION momentum._check_date_range(p_from date, p_to date)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_date_range$
BEGIN
    IF p_from IS NULL OR p_to IS NULL THEN
        RAISE EXCEPTION 'a date is missing'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a date such as 2026-11-21; for a span, its first and last day.';
    ELSIF NOT isfinite(p_from) OR NOT isfinite(p_to) THEN
        RAISE EXCEPTION 'infinity is not a day'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a calendar date such as 2026-11-21.';
    ELSIF p_from < '0001-01-01' OR p_to > '9999-12-31' THEN
        RAISE EXCEPTION 'a day lies outside the years 1 to 9999'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a calendar date such as 2026-11-21.';
    ELSIF p_from > p_to THEN
        RAISE EXCEPTION 'the span from % to % ends before it begins', p_from, p_to
            USING ERRCODE = 'PM004',
                  HINT = 'Give the earlier day first.';
    END IF;
END
$_check_date_range$;

COMMENT ON FUNCTION momentum._check_date_range(date, date) IS
    'Raises PM004 unless both dates are given, finite and in order';
