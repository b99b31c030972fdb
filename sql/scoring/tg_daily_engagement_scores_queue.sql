-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.daily_engagement_scores, for rows
-- that someone else than the engine writes, such as imported ones: queues their users from the day
-- after the first of them. Always: whether there are later rows, someone who holds the user's lock
-- may be about to say.
CREATE OR REPLACE FUNCTION momentum.tg_daily_engagement_scores_queue()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_daily_engagement_scores_queue$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        -- whose user goes with them needs no score
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT o.user_id, min(o.score_date) + 1, 'scores: ' || lower(TG_OP)
        FROM old_rows AS o
        JOIN momentum._users AS u ON u.id = o.user_id
        GROUP BY o.user_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT n.user_id, min(n.score_date) + 1, 'scores: ' || lower(TG_OP)
        FROM new_rows AS n
        GROUP BY n.user_id;
    END IF;
    RETURN NULL;
END
$tg_daily_engagement_scores_queue$;

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_queue() IS
    'Trigger: queues users whose stored scores were written by hand from the day after on';
