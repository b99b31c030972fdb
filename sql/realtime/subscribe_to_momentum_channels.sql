-- The channels that carry what concerns a user: {channels, user_id, timestamp}. It listens to none:
-- a server that relays for the user does. The marker that many scores changed is on none of them
-- but realtime_events, the doorbell: where it rings and no other message comes, read the outbox, or
-- fetch the state. For the user and the service. Raises PM001, PM008.
CREATE OR REPLACE FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $subscribe_to_momentum_channels$
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_may_read(target_user_id); -- for PM001
    RETURN jsonb_build_object(
        'channels', jsonb_build_array(
            format('momentum_updates:%s', target_user_id),
            format('interventions:%s', target_user_id),
            format('notifications:%s', target_user_id),
            'cache_invalidation',
            'realtime_events'
        ),
        'user_id', target_user_id,
        'timestamp', momentum.clock()
    );
END
$subscribe_to_momentum_channels$;

COMMENT ON FUNCTION momentum.subscribe_to_momentum_channels(uuid) IS
    'The channels that carry what concerns a user: {channels, user_id, timestamp}. Errors: PM001, '
    'PM008';
