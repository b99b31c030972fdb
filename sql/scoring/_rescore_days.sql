-- Events of these users and UTC days (pairs, in two arrays) have changed. Scores today at once for
-- the users whose lock is free, where settings.live_scoring is on; queues everything else from its
-- first day on. Waits for nobody.
CREATE OR REPLACE FUNCTION momentum._rescore_days(
    p_user_ids uuid[],
    p_days date[],
    p_reason text
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_rescore_days$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_live uuid[] := '{}'::uuid[];
BEGIN
    IF v_today = ANY (p_days) THEN
        v_live := momentum._score_live(ARRAY(
            SELECT changed.user_id
            FROM unnest(p_user_ids, p_days) AS changed (user_id, day)
            WHERE changed.day = v_today
        ));
        IF cardinality(v_live) = cardinality(p_user_ids) THEN
            RETURN;
        END IF;
    END IF;

    INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    SELECT changed.user_id, min(changed.day), p_reason
    FROM unnest(p_user_ids, p_days) AS changed (user_id, day)
    LEFT JOIN unnest(v_live) AS live (user_id)
        ON live.user_id = changed.user_id AND changed.day = v_today
    WHERE live.user_id IS NULL
    GROUP BY changed.user_id;
END
$_rescore_days$;

COMMENT ON FUNCTION momentum._rescore_days(uuid[], date[], text) IS
    'Brings scores in line with changed events of these users and days: today at once where '
    'nobody has to wait, the rest by the queue';
