-- Raises PM006 for a streak that makes no sense: an unknown window, a length that is not positive,
-- a list of types without any.
CREATE OR REPLACE FUNCTION momentum._check_streak(
    p_window_unit text,
    p_required integer,
    p_activity_types text[]
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_streak$
BEGIN
    IF (p_window_unit IN ('day', 'week', 'month')) IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown window: %', COALESCE(left(p_window_unit, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'A streak is counted in windows of a day, week or month.';
    ELSIF (p_required > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the number required is not positive: %', COALESCE(p_required::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of windows or activities, from 1.';
    ELSIF
        p_activity_types = '{}'
        OR cardinality(p_activity_types) > 100
        OR array_ndims(p_activity_types) > 1
        OR EXISTS (
            SELECT
            FROM unnest(p_activity_types) AS t (name)
            WHERE (t.name ~ '[^[:space:]]') IS NOT TRUE
        )
    THEN
        RAISE EXCEPTION 'bad activity types: %', left(p_activity_types::text, 200)
            USING ERRCODE = 'PM006',
                  HINT = 'Give at least one type and at most 100, or null for all of them.';
    END IF;
END
$_check_streak$;

COMMENT ON FUNCTION momentum._check_streak(text, integer, text[]) IS
    'Raises PM006 for an unknown window, a number that is not positive, or an empty list of types';
