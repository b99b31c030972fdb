-- The keys of a weights object that are settings; every other key is an event type.
CREATE OR REPLACE FUNCTION momentum._weights_settings()
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_weights_settings$
    SELECT ARRAY[
        'max_weight_per_day', 'max_events_per_type', 'default_weight', 'half_life_days',
        'history_days', 'raw_share', 'rising_threshold', 'needs_care_threshold', 'hysteresis',
        'zero_event_policy', 'pillars'
    ]
$_weights_settings$;

COMMENT ON FUNCTION momentum._weights_settings() IS
    'The keys of a weights object that are settings and not event types';
