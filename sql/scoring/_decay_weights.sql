-- Element k is the weight of a score k days back, 0.5 ^ (k / half life), to twelve decimals: a
-- fixed number of digits keeps sums exact, whatever order they are added in. Beyond forty half
-- lives nothing is left of a weight; the bound keeps the power from underflowing.
CREATE OR REPLACE FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer)
RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_decay_weights$
    SELECT COALESCE(
        array_agg(
            round(power(0.5::float8, LEAST(k / p_half_life_days::float8, 100))::numeric, 12)
            ORDER BY k
        ),
        '{}'
    )
    FROM generate_series(1, LEAST(p_history_days, 366)) AS k
$_decay_weights$;

COMMENT ON FUNCTION momentum._decay_weights(numeric, integer) IS
    'Weights of the scores 1, 2, ... days back: 0.5 ^ (days / half life), to twelve decimals';
