-- _write_scores, without the users who are deleted while it runs.
-- The caller holds the locks of _lock_users, and sees to the stored days after this one.
CREATE OR REPLACE FUNCTION momentum._store_scores(
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
AS $_store_scores$
DECLARE
    v_user_ids uuid[] := p_user_ids;
    v_constraint text;
BEGIN
    LOOP
        BEGIN
            SELECT w.users, w.inserted, w.updated, w.written
            INTO users, inserted, updated, written
            FROM momentum._write_scores(p_score_date, p_version, v_user_ids, p_changes) AS w;
            RETURN;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint <> 'daily_engagement_scores_user_id_fkey' THEN
                    RAISE;
                END IF;
        END;
        IF v_user_ids IS NOT NULL THEN
            v_user_ids := ARRAY(
                SELECT u.id FROM momentum._users AS u WHERE u.id = ANY (v_user_ids)
            );
        END IF;
    END LOOP;
END
$_store_scores$;

COMMENT ON FUNCTION momentum._store_scores(date, momentum.score_versions, uuid[], text[]) IS
    'Stores the scores of one day like _write_scores, without users who are deleted meanwhile';
