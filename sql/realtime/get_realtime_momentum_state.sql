-- The newest stored score of a user, for a client that connects: {user_id, has_data, score_date,
-- momentum_state, final_score, event_count, breakdown, last_updated, timestamp}; without a score
-- {user_id, has_data: false, message, timestamp}.
-- For the user, the service, and coaches of an organisation of the user; these may not read the
-- table, so it is SECURITY DEFINER. Raises PM001, PM008.
CREATE OR REPLACE FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $get_realtime_momentum_state$
BEGIN
    PERFORM momentum._check_may_read(target_user_id);
    RETURN
        jsonb_build_object('user_id', target_user_id, 'timestamp', momentum.clock())
        || COALESCE(
            (
                SELECT
                    jsonb_build_object(
                        'has_data', true,
                        'score_date', s.score_date,
                        'momentum_state', s.momentum_state,
                        'final_score', s.final_score,
                        'event_count', s.event_count,
                        'breakdown', s.breakdown,
                        'last_updated', s.updated_at
                    )
                FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = target_user_id
                ORDER BY s.score_date DESC
                LIMIT 1
            ),
            '{"has_data": false, "message": "There is no score of this user yet"}'
        );
END
$get_realtime_momentum_state$;

COMMENT ON FUNCTION momentum.get_realtime_momentum_state(uuid) IS
    'The newest stored score of a user: {user_id, has_data, score_date, momentum_state, '
    'final_score, event_count, breakdown, last_updated, timestamp}. Errors: PM001, PM008';
