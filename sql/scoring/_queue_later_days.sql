-- Queues users whose rows of a day have changed from the day after on, where they have stored rows
-- there: these read the day.
CREATE OR REPLACE FUNCTION momentum._queue_later_days(
    p_user_ids uuid[],
    p_score_date date,
    p_reason text
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_queue_later_days$
BEGIN
    -- one look at the end of the index spares everyone the second question where the day is the
    -- newest
    IF p_score_date < (SELECT max(s.score_date) FROM momentum.daily_engagement_scores AS s) THEN
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT u.user_id, p_score_date + 1, p_reason
        FROM unnest(p_user_ids) AS u (user_id)
        WHERE EXISTS (
            SELECT FROM momentum.daily_engagement_scores AS s
            WHERE s.user_id = u.user_id AND s.score_date > p_score_date
        );
    END IF;
END
$_queue_later_days$;

COMMENT ON FUNCTION momentum._queue_later_days(uuid[], date, text) IS
    'Queues users from the day after one that has changed, where they have stored rows after it';
