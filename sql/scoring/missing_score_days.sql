-- The days of a span on which active users have no row, and how many. Raises PM003, PM004.
CREATE OR REPLACE FUNCTION momentum.missing_score_days(p_from date, p_to date)
RETURNS TABLE (score_date date, missing bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $missing_score_days$
DECLARE
    v_from date;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);
    RETURN QUERY
    SELECT v_from + day.number, unscored.missing
    FROM generate_series(0, p_to - v_from) AS day (number)
    CROSS JOIN LATERAL (
        SELECT count(*) AS missing FROM momentum._unscored_users(v_from + day.number)
    ) AS unscored
    WHERE unscored.missing > 0
    ORDER BY day.number;
END
$missing_score_days$;

COMMENT ON FUNCTION momentum.missing_score_days(date, date) IS
    'Days of a span on which active users have no score, with their number; no rows: none. '
    'Errors: PM003, PM004';
