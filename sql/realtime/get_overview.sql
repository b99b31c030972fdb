-- What an operator's page shows: {states: {Rising, Steady, NeedsCare} of today's scores,
-- scored_yesterday, active_yesterday, rescore_queue, badge_queue, open_interventions,
-- outbox_waiting: announcements without a position, outbox_lag_seconds: of the oldest of them,
-- notification_queue_usage (0 to 1), jobs: a list of objects, see _list_jobs, timestamp}.
-- For the service: it reads tables of everyone. Its cost grows with the users. Raises nothing.
CREATE OR REPLACE FUNCTION momentum.get_overview()
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $get_overview$
DECLARE
    v_today CONSTANT date := momentum._today();
BEGIN
    RETURN jsonb_build_object(
        'states', (
            SELECT
                jsonb_build_object(
                    'Rising', count(*) FILTER (WHERE s.momentum_state = 'Rising'),
                    'Steady', count(*) FILTER (WHERE s.momentum_state = 'Steady'),
                    'NeedsCare', count(*) FILTER (WHERE s.momentum_state = 'NeedsCare')
                )
            FROM momentum.daily_engagement_scores AS s
            WHERE s.score_date = v_today
        ),
        'scored_yesterday', (
            SELECT count(*)
            FROM momentum.daily_engagement_scores AS s
            WHERE s.score_date = v_today - 1
        ),
        'active_yesterday', (SELECT count(*) FROM momentum.active_users(v_today - 1)),
        'rescore_queue', (SELECT count(*) FROM momentum.rescore_queue),
        'badge_queue', (SELECT count(*) FROM momentum.badge_queue),
        'open_interventions', (
            SELECT count(*)
            FROM momentum.coach_interventions AS i
            WHERE i.status IN ('scheduled', 'in_progress')
        ),
        'outbox_waiting', (SELECT count(*) FROM momentum.realtime_inbox),
        'outbox_lag_seconds', (
            SELECT COALESCE(extract(epoch FROM clock_timestamp() - min(i.created_at)), 0)
            FROM momentum.realtime_inbox AS i
        ),
        'notification_queue_usage', pg_notification_queue_usage(),
        'jobs', (
            SELECT COALESCE(jsonb_agg(to_jsonb(j)), '[]') FROM momentum._list_jobs() AS j
        ),
        'timestamp', momentum.clock()
    );
END
$get_overview$;

COMMENT ON FUNCTION momentum.get_overview() IS
    'What an operator''s page shows: today''s states, scored and active users of yesterday, '
    'queues, open interventions, the outbox, the notification queue and the jobs, as JSON';
