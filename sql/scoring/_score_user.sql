-- The score of a day for one user, beside what is stored. It writes nothing. What _score_users does
-- for a page, by the plan for a single row: for one user that takes a fifth of the time off.
CREATE OR REPLACE FUNCTION momentum._score_user(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_id uuid
)
RETURNS SETOF momentum._score
LANGUAGE plpgsql STABLE ROWS 1
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $_score_user$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
    v_from CONSTANT date := p_score_date - (p_version).history_days;
BEGIN
    RETURN QUERY
    WITH wanted AS NOT MATERIALIZED (
        SELECT p_user_id AS user_id
    ),
    day_events AS (
        SELECT e.user_id, e.event_type, e.pillar_id
        FROM momentum.momentum_events AS e
        WHERE
            e.user_id = p_user_id
            AND e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
    ),
    history AS (
        SELECT s.user_id, s.score_date, s.final_score, s.momentum_state
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = p_user_id AND s.score_date >= v_from AND s.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = p_user_id AND s.score_date = p_score_date
    ),
    @include(scoring/formula.inc);
END
$_score_user$;

COMMENT ON FUNCTION momentum._score_user(date, momentum.score_versions, uuid) IS
    'Computes the score of a UTC day under a version for one user; formula: exponentially decayed '
    'blend, see formula.inc of its source';
