-- Computes and stores the rows of one day, for the users named or (null) for everyone active, in
-- one statement; tells how many users there were and how many rows were inserted and updated.
-- A row that would not change is not written; with p_overwrite false only missing rows are. A user
-- who is deleted meanwhile is left out.
-- The caller holds the locks of _lock_users. Announces the users whose rows were written.
CREATE OR REPLACE FUNCTION momentum._write_scores(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[],
    p_overwrite boolean,
    OUT users bigint,
    OUT inserted bigint,
    OUT updated bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_scores$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_user_ids uuid[];
    v_written uuid[];
    v_constraint text;
BEGIN
    LOOP
        IF p_user_ids IS NOT NULL THEN
            v_user_ids := ARRAY(
                SELECT u.id FROM momentum._users AS u
                WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
            );
        END IF;
        BEGIN
            WITH computed AS (
                SELECT c.*
                FROM momentum._score_changes(p_score_date, p_version, v_user_ids) AS c
            ),
            written AS (
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
                WHERE c.change = 'insert' OR (p_overwrite AND c.change = 'update')
                ON CONFLICT (user_id, score_date) DO UPDATE
                SET (
                    raw_score, normalized_score, final_score, momentum_state, breakdown,
                    event_count, algorithm_version, calculation_metadata, updated_at
                ) = (
                    excluded.raw_score, excluded.normalized_score, excluded.final_score,
                    excluded.momentum_state, excluded.breakdown, excluded.event_count,
                    excluded.algorithm_version, excluded.calculation_metadata, excluded.updated_at
                )
                WHERE p_overwrite
                RETURNING s.user_id
            )
            SELECT
                count(*),
                count(*) FILTER (WHERE c.change = 'insert'),
                count(*) FILTER (WHERE c.change = 'update' AND p_overwrite),
                (SELECT array_agg(w.user_id) FROM written AS w)
            INTO users, inserted, updated, v_written
            FROM computed AS c;
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint <> 'daily_engagement_scores_user_id_fkey' THEN
                    RAISE;
                END IF;
                -- a user was deleted at this moment: once more, without
        END;
    END LOOP;
    PERFORM momentum._announce(
        'momentum_scores', v_written, jsonb_build_object('score_date', p_score_date)
    );
END
$_write_scores$;

COMMENT ON FUNCTION momentum._write_scores(
    date, momentum.score_versions, uuid[], boolean
) IS
    'Stores the scores of one day for the users named (null: everyone active); returns users, '
    'rows inserted and rows updated';
