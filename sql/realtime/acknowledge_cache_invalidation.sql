-- Takes note that a client has dropped a cache key of a user, and returns true. Users acknowledge
-- their own keys, the service any user's. Raises PM001, PM006 for a key that is not one of that
-- user, PM008.
CREATE OR REPLACE FUNCTION momentum.acknowledge_cache_invalidation(
    p_user_id uuid,
    p_cache_key text
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $acknowledge_cache_invalidation$
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    IF (
        p_cache_key ~ format(
            '^momentum:((current|history|trend):%s|breakdown:%1$s:[0-9]{4}-[0-9]{2}-[0-9]{2})$',
            p_user_id
        )
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad cache key: %', COALESCE(left(p_cache_key, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = format(
                      'The keys of this user are momentum:current:%s, momentum:history:%1$s, '
                      'momentum:trend:%1$s and momentum:breakdown:%1$s:<date>.', p_user_id
                  );
    END IF;
    PERFORM momentum.log_realtime_event(
        'cache_invalidation_ack', 'cache_invalidation', p_user_id
    )
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_metrics_sample' AND random() < s.value::double precision;
    RETURN true;
END
$acknowledge_cache_invalidation$;

COMMENT ON FUNCTION momentum.acknowledge_cache_invalidation(uuid, text) IS
    'Takes note that a client has dropped a cache key of a user. Errors: PM001, PM006, PM008';
