-- The score of a day for the users named, with a history that is stored up to p_from and from there
-- on given (in four arrays of a row each: user, day, final score, state). It writes nothing.
CREATE OR REPLACE FUNCTION momentum._preview_day(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[],
    p_from date,
    p_given_users uuid[],
    p_given_days date[],
    p_given_scores numeric[],
    p_given_states text[]
)
RETURNS SETOF momentum._score
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_nestloop = off
SET jit = off
AS $_preview_day$
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
            AND s.score_date < p_from
        UNION ALL
        SELECT
            g.user_id,
            p_score_date - g.score_date,
            g.final_score,
            g.momentum_state,
            v_weights[p_score_date - g.score_date]
        FROM unnest(p_given_users, p_given_days, p_given_scores, p_given_states)
            AS g (user_id, score_date, final_score, momentum_state)
        WHERE
            g.score_date >= p_score_date - (p_version).history_days
            AND g.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = ANY (p_user_ids) AND s.score_date = p_score_date
    ),
    @include(scoring/formula.inc);
END
$_preview_day$;

COMMENT ON FUNCTION momentum._preview_day(
    date, momentum.score_versions, uuid[], date, uuid[], date[], numeric[], text[]
) IS
    'Computes the score of a UTC day under a version, with a given history from a day on';
