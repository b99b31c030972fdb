-- AFTER INSERT, UPDATE, DELETE or TRUNCATE FOR EACH STATEMENT on momentum.daily_engagement_scores:
-- announces the scores that changed. Of deleted rows, and of those that an update moved away, it
-- announces the cache keys, unless their user goes with them.
-- Where the transaction has set momentum.past_days to 'quiet', as back-fills do, only days from
-- yesterday on are announced.
-- A statement that changes more rows than settings.realtime_fanout_limit (an upsert: inserts or
-- updates more) announces one marker, momentum_scores_recalculated, to everyone. A transaction has
-- one: the next such statement moves it behind what others have announced since of the same users.
-- No planner settings here: they would hold for _announce, too, and had its statements compiled.
CREATE OR REPLACE FUNCTION momentum.tg_daily_engagement_scores_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $tg_daily_engagement_scores_announce$
DECLARE
    v_now timestamptz;
    v_from date := '-infinity'::date;
    v_limit integer;
    v_announcements momentum._announcement[];
    v_is_marker boolean;
BEGIN
    -- an upsert has this called for rows that it inserts and for rows that it updates
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        IF NOT EXISTS (SELECT FROM new_rows) THEN
            RETURN NULL;
        END IF;
    END IF;
    v_now := momentum.clock();
    IF current_setting('momentum.past_days', true) = 'quiet' THEN
        v_from := (v_now AT TIME ZONE 'UTC')::date - 1;
    END IF;
    SELECT s.value::integer INTO v_limit
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_fanout_limit';
    CASE TG_OP
        WHEN 'INSERT' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    'momentum_score_created', n.user_id, n.score_date, n.momentum_state,
                    n.final_score, NULL, v_now
                )
                FROM new_rows AS n
                WHERE n.score_date >= v_from
                LIMIT v_limit + 1
            );
        WHEN 'UPDATE' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    CASE
                        WHEN n.user_id IS NULL THEN 'cache_invalidated'
                        WHEN o.user_id IS NULL THEN 'momentum_score_created'
                        ELSE 'momentum_score_updated'
                    END,
                    COALESCE(n.user_id, o.user_id), COALESCE(n.score_date, o.score_date),
                    n.momentum_state, n.final_score, o.momentum_state, v_now
                )
                FROM new_rows AS n
                FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.score_date = n.score_date
                WHERE
                    (n.user_id IS NULL OR n.score_date >= v_from)
                    AND (n.momentum_state, n.final_score, n.breakdown, n.event_count)
                    IS DISTINCT FROM
                    (o.momentum_state, o.final_score, o.breakdown, o.event_count)
                LIMIT v_limit + 1
            );
        WHEN 'DELETE' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    'cache_invalidated', o.user_id, o.score_date, NULL, NULL, NULL, v_now
                )
                FROM old_rows AS o
                JOIN momentum._users AS u ON u.id = o.user_id
                LIMIT v_limit + 1
            );
        WHEN 'TRUNCATE' THEN
            NULL;
    END CASE;
    v_is_marker := TG_OP = 'TRUNCATE' OR cardinality(v_announcements) > v_limit;
    IF v_is_marker THEN
        DELETE FROM momentum.realtime_inbox AS i
        WHERE
            i.id = substring(current_setting('momentum.marker', true) FROM '^[0-9]{1,18}$')::bigint
            AND i.user_id = '00000000-0000-0000-0000-000000000000'
            AND i.event_type = 'momentum_scores_recalculated';
        v_announcements := ARRAY[
            (
                NULL,
                'momentum_scores_recalculated',
                '{momentum_updates:all}',
                jsonb_build_object(
                    'event_type', 'momentum_scores_recalculated', 'timestamp', v_now
                ),
                NULL
            )::momentum._announcement
        ];
    END IF;
    PERFORM momentum._announce(v_announcements, v_now);
    IF v_is_marker THEN
        PERFORM set_config(
            'momentum.marker', currval('momentum.realtime_inbox_id_seq')::text, true
        );
    END IF;
    RETURN NULL;
END
$tg_daily_engagement_scores_announce$;

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_announce() IS
    'Trigger: announces scores that changed, and the cache keys of those deleted';
