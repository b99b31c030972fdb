-- The users that a paged run of one day works on: of the active ones, those named (null: all), for
-- 'backfill' only those without a row, else those whose row was not imported.
CREATE OR REPLACE FUNCTION momentum._users_to_score(
    p_operation text,
    p_day date,
    p_user_ids uuid[]
)
RETURNS TABLE (user_id uuid)
LANGUAGE plpgsql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $_users_to_score$
BEGIN
    IF p_operation = 'backfill' THEN
        RETURN QUERY SELECT u.user_id FROM momentum._unscored_users(p_day) AS u;
    ELSE
        RETURN QUERY
        SELECT u.user_id FROM momentum.active_users(p_day) AS u
        WHERE
            (
                p_user_ids IS NULL
                OR u.user_id IN (SELECT n.user_id FROM unnest(p_user_ids) AS n (user_id))
            )
            AND NOT EXISTS (
                SELECT FROM momentum.daily_engagement_scores AS s
                WHERE
                    s.user_id = u.user_id
                    AND s.score_date = p_day
                    AND s.algorithm_version = 'legacy'
            );
    END IF;
END
$_users_to_score$;

COMMENT ON FUNCTION momentum._users_to_score(text, date, uuid[]) IS
    'Ids of the users that a paged run works on, on one day';
