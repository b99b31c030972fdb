-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.daily_engagement_scores, for rows
-- that someone else than the engine writes, such as imported ones: queues their users from the day
-- after on, where they have stored rows there.
CREATE OR REPLACE FUNCTION momentum.tg_daily_engagement_scores_queue()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_daily_engagement_scores_queue$
DECLARE
    v_user_ids uuid[];
    v_days date[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT n.user_id, min(n.score_date) AS day FROM new_rows AS n GROUP BY n.user_id
        ) AS changed;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT o.user_id, min(o.score_date) AS day FROM old_rows AS o GROUP BY o.user_id
        ) AS changed;
    ELSE
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT both_rows.user_id, min(both_rows.score_date) AS day
            FROM (
                SELECT o.user_id, o.score_date FROM old_rows AS o
                UNION ALL
                SELECT n.user_id, n.score_date FROM new_rows AS n
            ) AS both_rows
            GROUP BY both_rows.user_id
        ) AS changed;
    END IF;

    INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    SELECT changed.user_id, changed.day + 1, 'scores: ' || lower(TG_OP)
    FROM unnest(v_user_ids, v_days) AS changed (user_id, day)
    WHERE EXISTS (
        SELECT FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = changed.user_id AND s.score_date > changed.day
    );
    RETURN NULL;
END
$tg_daily_engagement_scores_queue$;

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_queue() IS
    'Trigger: queues users whose stored scores were written by hand from the day after on';
