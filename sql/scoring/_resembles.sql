-- Whether two names differ by no more than what one slip of the keyboard makes: a run of at most
-- two characters between a common beginning and a common end.
CREATE OR REPLACE FUNCTION momentum._resembles(p_name text, p_other text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_resembles$
    SELECT
        count(*) FILTER (WHERE left(p_name, n) = left(p_other, n))
        + count(*) FILTER (WHERE right(p_name, n) = right(p_other, n))
        >= GREATEST(length(p_name), length(p_other)) - 2
    FROM generate_series(1, LEAST(length(p_name), length(p_other))) AS n
$_resembles$;

COMMENT ON FUNCTION momentum._resembles(text, text) IS
    'Whether two names differ by at most two neighbouring characters';
