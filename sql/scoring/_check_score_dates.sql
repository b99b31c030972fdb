-- Raises PM004 for a span that is none, PM003 for one that reaches beyond today (UTC).
CREATE OR REPLACE FUNCTION momentum._check_score_dates(p_from date, p_to date)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_score_dates$
BEGIN
    PERFORM momentum._check_date_range(p_from, p_to);
    IF p_to > momentum._today() THEN
        RAISE EXCEPTION '% is in the future', p_to
            USING ERRCODE = 'PM003',
                  HINT = format('The last day that can be scored is %s (UTC).', momentum._today());
    END IF;
END
$_check_score_dates$;

COMMENT ON FUNCTION momentum._check_score_dates(date, date) IS
    'Raises PM004 for a span that is none, PM003 for one that reaches beyond today (UTC)';
