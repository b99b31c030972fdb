-- The score of a day for the users named, each once, beside what is stored. It writes nothing.
-- A preview gives days that were never stored: from p_given_from on, the history is p_given.
-- One plan for all calls, of probes of the primary keys for one user after the other: planning
-- would cost more than a user does, and with an array of unknown length the planner expects ten
-- users, and would join a page of 500 by nested loops.
CREATE OR REPLACE FUNCTION momentum._score_users(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[],
    p_given_from date DEFAULT NULL,
    p_given momentum._past_score[] DEFAULT NULL
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
    v_from CONSTANT date := p_score_date - (p_version).history_days;
    v_stored_until CONSTANT date := COALESCE(p_given_from, p_score_date);
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT named.user_id FROM unnest(p_user_ids) AS named (user_id)
    ),
    day_events AS (
        SELECT u.user_id, e.event_type, e.pillar_id
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.event_type, own.pillar_id
            FROM momentum.momentum_events AS own
            WHERE
                own.user_id = u.user_id
                AND own.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
                AND own.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
                AND own.deleted_at IS NULL
            OFFSET 0
        ) AS e
    ),
    history AS (
        SELECT u.user_id, s.score_date, s.final_score, s.momentum_state
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.score_date, own.final_score, own.momentum_state
            FROM momentum.daily_engagement_scores AS own
            WHERE
                own.user_id = u.user_id
                AND own.score_date >= v_from
                AND own.score_date < v_stored_until
            OFFSET 0
        ) AS s
        UNION ALL
        SELECT g.user_id, g.score_date, g.final_score, g.momentum_state
        FROM unnest(p_given) AS g
        WHERE
            p_given_from IS NOT NULL
            AND g.score_date >= v_from
            AND g.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.*
            FROM momentum.daily_engagement_scores AS own
            WHERE own.user_id = u.user_id AND own.score_date = p_score_date
            OFFSET 0
        ) AS s
    ),
    @include(scoring/formula.inc);
END
$_score_users$;

COMMENT ON FUNCTION momentum._score_users(
    date, momentum.score_versions, uuid[], date, momentum._past_score[]
) IS
    'Computes the score of a UTC day under a version for the users named; formula: exponentially '
    'decayed blend, see formula.inc of its source';
