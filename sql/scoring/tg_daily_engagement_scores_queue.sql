-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.daily_engagement_scores, for rows
-- that someone else than the engine writes, such as imported ones: queues their users from the day
-- after the first of them. Always: a later row may just be being written by who holds the lock.
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
        SELECT array_agg(n.user_id), array_agg(n.score_date) INTO v_user_ids, v_days
        FROM new_rows AS n;
    ELSIF TG_OP = 'DELETE' THEN
        -- whose user goes with them needs no score
        SELECT array_agg(o.user_id), array_agg(o.score_date) INTO v_user_ids, v_days
        FROM old_rows AS o
        JOIN momentum._users AS u ON u.id = o.user_id;
    ELSE
        SELECT array_agg(changed.user_id), array_agg(changed.score_date)
        INTO v_user_ids, v_days
        FROM (
            SELECT o.user_id, o.score_date FROM old_rows AS o
            UNION ALL
            SELECT n.user_id, n.score_date FROM new_rows AS n
        ) AS changed;
    END IF;
    INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    SELECT changed.user_id, min(changed.day) + 1, 'scores: ' || lower(TG_OP)
    FROM unnest(v_user_ids, v_days) AS changed (user_id, day)
    GROUP BY changed.user_id;
    RETURN NULL;
END
$tg_daily_engagement_scores_queue$;

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_queue() IS
    'Trigger: queues users whose stored scores were written by hand from the day after on';
