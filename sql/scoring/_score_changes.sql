-- The rows of _score_rows beside what is stored: each with what writing it would be, 'insert',
-- 'update' or 'none'.
CREATE OR REPLACE FUNCTION momentum._score_changes(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[]
)
RETURNS TABLE (
    user_id uuid,
    raw_score numeric,
    normalized_score numeric,
    final_score numeric,
    momentum_state text,
    breakdown jsonb,
    event_count integer,
    calculation_metadata jsonb,
    change text
)
LANGUAGE sql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $_score_changes$
    SELECT
        computed.user_id,
        computed.raw_score,
        computed.normalized_score,
        computed.final_score,
        computed.momentum_state,
        computed.breakdown,
        computed.event_count,
        computed.calculation_metadata,
        CASE
            WHEN stored.user_id IS NULL THEN 'insert'
            WHEN
                (
                    stored.raw_score, stored.normalized_score, stored.final_score,
                    stored.momentum_state, stored.event_count, stored.algorithm_version,
                    stored.breakdown, stored.calculation_metadata
                )
                IS DISTINCT FROM (
                    computed.raw_score, computed.normalized_score, computed.final_score,
                    computed.momentum_state, computed.event_count, (p_version).version,
                    computed.breakdown, computed.calculation_metadata
                )
                THEN 'update'
            ELSE 'none'
        END
    FROM momentum._score_rows(p_score_date, p_version, p_user_ids) AS computed
    LEFT JOIN momentum.daily_engagement_scores AS stored
        ON stored.user_id = computed.user_id AND stored.score_date = p_score_date
$_score_changes$;

COMMENT ON FUNCTION momentum._score_changes(date, momentum.score_versions, uuid[]) IS
    'The computed scores of a day, each with what storing it would be: insert, update or none';
