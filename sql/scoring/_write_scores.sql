-- Computes and stores the rows of one day, for the users named (each once) or (null) for everyone
-- active, in one statement; tells how many users there were, how many rows were inserted and
-- updated, and whose. p_changes says what may be written: 'insert' a missing row, 'update' one of a
-- score version, 'replace' one of other origin, such as an imported one. A row that would not
-- change is not written. Raises 23503 when one of the users is deleted meanwhile.
-- The caller holds the locks of _lock_users, and sees to the stored days after this one.
CREATE OR REPLACE FUNCTION momentum._write_scores(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[],
    p_changes text[],
    OUT users bigint,
    OUT inserted bigint,
    OUT updated bigint,
    OUT written uuid[]
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_write_scores$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
BEGIN
    -- the trigger that queues what others write looks at this: a trigger of the host that this
    -- statement sets off is one of the others
    PERFORM set_config('momentum.writes_scores', pg_trigger_depth()::text, true);
    WITH computed AS (
        SELECT c.*
        FROM momentum._score_everyone(p_score_date, p_version) AS c
        WHERE p_user_ids IS NULL
        UNION ALL
        SELECT c.*
        FROM momentum._score_user(p_score_date, p_version, p_user_ids[1]) AS c
        WHERE cardinality(p_user_ids) = 1
        UNION ALL
        SELECT c.*
        FROM momentum._score_users(p_score_date, p_version, p_user_ids) AS c
        WHERE cardinality(p_user_ids) <> 1
    ),
    stored AS (
        INSERT INTO momentum.daily_engagement_scores AS s (
            user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
            breakdown, event_count, algorithm_version, calculation_metadata,
            created_at, updated_at
        )
        SELECT
            c.user_id, p_score_date, c.raw_score, c.normalized_score, c.final_score,
            c.momentum_state, c.breakdown, c.event_count, (p_version).version,
            c.calculation_metadata, v_now, v_now
        FROM computed AS c
        WHERE c.change = ANY (p_changes)
        ON CONFLICT (user_id, score_date) DO UPDATE
        SET (
            raw_score, normalized_score, final_score, momentum_state, breakdown,
            event_count, algorithm_version, calculation_metadata, updated_at
        ) = (
            excluded.raw_score, excluded.normalized_score, excluded.final_score,
            excluded.momentum_state, excluded.breakdown, excluded.event_count,
            excluded.algorithm_version, excluded.calculation_metadata, excluded.updated_at
        )
        WHERE 'update' = ANY (p_changes)
        RETURNING s.user_id
    )
    SELECT
        count(*),
        count(*) FILTER (WHERE c.change = 'insert'),
        count(*) FILTER (WHERE c.change = ANY (p_changes) AND c.change <> 'insert'),
        (SELECT array_agg(s.user_id) FROM stored AS s)
    INTO users, inserted, updated, written
    FROM computed AS c;
    PERFORM set_config('momentum.writes_scores', '', true);
END
$_write_scores$;

COMMENT ON FUNCTION momentum._write_scores(
    date, momentum.score_versions, uuid[], text[]
) IS
    'Stores the scores of one day for the users named (null: everyone active); returns users, '
    'rows inserted, rows updated and the users whose rows were written';
