-- The score of a day for everyone active, beside what is stored. It writes nothing.
-- Planned anew at each call, because a plan kept from when the tables were small would be many
-- times slower; aggregated in memory rather than on disk; too short for compilation to pay. The
-- history is read by its dates: the whole index of the key, which carries what is read, looks
-- cheaper to the planner, but grows with all that is stored.
CREATE OR REPLACE FUNCTION momentum._score_everyone(
    p_score_date date,
    p_version momentum.score_versions
)
RETURNS SETOF momentum._score
LANGUAGE plpgsql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '128MB'
SET jit = off
SET enable_indexonlyscan = off
AS $_score_everyone$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT active.user_id FROM momentum.active_users(p_score_date) AS active
    ),
    day_events AS (
        SELECT e.user_id, e.event_type, e.pillar_id
        FROM momentum.momentum_events AS e
        WHERE
            e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
    ),
    history AS (
        SELECT s.user_id, s.score_date, s.final_score, s.momentum_state
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.score_date >= p_score_date - (p_version).history_days
            AND s.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.score_date = p_score_date
    ),
    @include(scoring/formula.inc);
END
$_score_everyone$;

COMMENT ON FUNCTION momentum._score_everyone(date, momentum.score_versions) IS
    'Computes the score of a UTC day under a version for everyone active; formula: exponentially '
    'decayed blend, see formula.inc of its source';
