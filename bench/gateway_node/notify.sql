CREATE FUNCTION bench.notify_score()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
AS $notify_score$
BEGIN
    PERFORM pg_notify(
        'naive_bridge',
        jsonb_build_object(
            'event_type', 'momentum_score_updated',
            'user_id', NEW.user_id,
            'payload', jsonb_build_object(
                'event_type', 'momentum_score_updated',
                'user_id', NEW.user_id,
                'score_date', NEW.score_date,
                'momentum_state', NEW.momentum_state,
                'final_score', NEW.final_score,
                'previous_state', OLD.momentum_state,
                'state_changed', NEW.momentum_state IS DISTINCT FROM OLD.momentum_state,
                'timestamp', now()
            )
        )::text
    );
    RETURN NULL;
END
$notify_score$;

CREATE TRIGGER notify_score AFTER UPDATE ON momentum.daily_engagement_scores
FOR EACH ROW EXECUTE FUNCTION bench.notify_score();
