-- AFTER INSERT, UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.momentum_events: scores
-- today for the users concerned, or queues them (see _rescore_days). Events that did not count
-- before and do not count now, and changes that no score depends on, are passed over.
CREATE OR REPLACE FUNCTION momentum.tg_momentum_events_rescore()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_momentum_events_rescore$
DECLARE
    v_user_ids uuid[];
    v_days date[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT s.user_id, min(s.score_date), 'events: truncate'
        FROM momentum.daily_engagement_scores AS s
        GROUP BY s.user_id;
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT DISTINCT n.user_id, (n.event_ts AT TIME ZONE 'UTC')::date AS day
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
        ) AS changed;
    ELSIF TG_OP = 'DELETE' THEN
        -- whose user goes with them needs no score
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT DISTINCT o.user_id, (o.event_ts AT TIME ZONE 'UTC')::date AS day
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            WHERE o.deleted_at IS NULL
        ) AS changed;
    ELSE
        WITH was AS (
            SELECT
                o.user_id, (o.event_ts AT TIME ZONE 'UTC')::date AS day, o.event_type, o.pillar_id
            FROM old_rows AS o
            WHERE o.deleted_at IS NULL
        ),
        is_now AS (
            SELECT
                n.user_id, (n.event_ts AT TIME ZONE 'UTC')::date AS day, n.event_type, n.pillar_id
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
        )
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT gone.user_id, gone.day
            FROM (SELECT * FROM was EXCEPT ALL SELECT * FROM is_now) AS gone
            UNION
            SELECT come.user_id, come.day
            FROM (SELECT * FROM is_now EXCEPT ALL SELECT * FROM was) AS come
        ) AS changed;
    END IF;
    IF v_user_ids IS NOT NULL THEN
        PERFORM momentum._rescore_days(v_user_ids, v_days, 'events: ' || lower(TG_OP));
    END IF;
    RETURN NULL;
END
$tg_momentum_events_rescore$;

COMMENT ON FUNCTION momentum.tg_momentum_events_rescore() IS
    'Trigger: scores today for the users whose events changed, or queues them from the first '
    'changed day on';
