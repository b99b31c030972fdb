-- The score of a day for the users named, each once, beside what is stored. It writes nothing.
-- One plan for all calls, of index probes per user: planning would cost more than a user does.
CREATE OR REPLACE FUNCTION momentum._score_users(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[]
)
RETURNS SETOF momentum._score
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_nestloop = off
SET jit = off
AS $_score_users$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT named.user_id FROM unnest(p_user_ids) AS named (user_id)
    ),
    day_events AS (
        SELECT e.user_id, e.event_type, e.pillar_id
        FROM momentum.momentum_events AS e
        WHERE
            e.user_id = ANY (p_user_ids)
            AND e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
    ),
    history AS (
        SELECT
            s.user_id,
            p_score_date - s.score_date AS days_back,
            s.final_score,
            s.momentum_state,
            v_weights[p_score_date - s.score_date] AS weight
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.user_id = ANY (p_user_ids)
            AND s.score_date >= p_score_date - (p_version).history_days
            AND s.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = ANY (p_user_ids) AND s.score_date = p_score_date
    ),
    @include(scoring/formula.inc);
END
$_score_users$;

COMMENT ON FUNCTION momentum._score_users(date, momentum.score_versions, uuid[]) IS
    'Computes the score of a UTC day under a version for the users named; formula: exponentially '
    'decayed blend, see formula.inc of its source';
