-- Element k is the weight of a score k days back, 0.5 ^ (k / half life), in units of 1e-12: sums of
-- whole numbers are exact, whatever order they are added in. Beyond a hundred half-lives nothing is
-- left of a weight; the bound keeps the power from underflowing.
CREATE OR REPLACE FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_decay_weights$
DECLARE
    v_half_life CONSTANT double precision := p_half_life_days::double precision;
BEGIN
    RETURN ARRAY(
        SELECT (1e12 * power(2::double precision, GREATEST(-k / v_half_life, -100)))::bigint
        FROM generate_series(1, p_history_days) AS k
        ORDER BY k
    );
END
$_decay_weights$;

COMMENT ON FUNCTION momentum._decay_weights(numeric, integer) IS
    'Weights of the scores 1, 2, ... days back, 0.5 ^ (days / half life), in units of 1e-12';
