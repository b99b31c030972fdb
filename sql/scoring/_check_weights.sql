-- Raises PM006, naming the key, unless p_weights is a weights object: the reserved keys are
-- settings of the version, every other key is an event type with its weight.
CREATE OR REPLACE FUNCTION momentum._check_weights(p_weights jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_weights$
DECLARE
    v_key text;
    v_value jsonb;
    v_problem text;
BEGIN
    IF (jsonb_typeof(p_weights) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'the weights are not a JSON object'
            USING ERRCODE = 'PM006',
                  HINT = 'Give one object, such as {"chat_message": 2, "max_weight_per_day": 10}.';
    ELSIF NOT p_weights ? 'max_weight_per_day' THEN
        RAISE EXCEPTION 'the weights lack the key "max_weight_per_day"'
            USING ERRCODE = 'PM006',
                  HINT = 'Its value is the number of points that make a full day.';
    END IF;

    FOR v_key, v_value IN SELECT w.key, w.value FROM jsonb_each(p_weights) AS w LOOP
        v_problem := CASE
            WHEN v_key = 'zero_event_policy' THEN
                CASE WHEN v_value NOT IN ('"zero"', '"decay"') THEN '"zero" or "decay"' END
            WHEN v_key = 'pillars' THEN
                CASE
                    WHEN jsonb_typeof(v_value) <> 'object'
                        THEN 'an object of event types and pillars'
                    WHEN EXISTS (
                        SELECT FROM jsonb_each_text(v_value) AS p
                        WHERE NOT p_weights ? p.key
                    )
                        THEN 'an object of event types that have a weight'
                    WHEN EXISTS (
                        SELECT FROM jsonb_each_text(v_value) AS p
                        WHERE p.value NOT IN (
                            SELECT m.id FROM momentum.momentum_pillars AS m
                            WHERE m.deleted_at IS NULL
                        )
                    )
                        THEN 'an object of pillars in momentum.momentum_pillars'
                END
            WHEN jsonb_typeof(v_value) <> 'number' THEN 'a number'
            WHEN v_key IN ('max_events_per_type', 'history_days') THEN
                CASE WHEN v_value::numeric % 1 <> 0 THEN 'a whole number' END
            WHEN v_key IN (
                'max_weight_per_day', 'default_weight', 'half_life_days', 'raw_share',
                'rising_threshold', 'needs_care_threshold', 'hysteresis'
            ) THEN NULL
            WHEN v_key = '' THEN 'the name of an event type, not empty'
            WHEN v_key ~ '^(max|default)_|_(days|share|threshold|policy)$' THEN
                'a setting of a score version, for it looks like one'
            WHEN v_value::numeric < 0 THEN 'zero or more'
        END;
        IF v_problem IS NOT NULL THEN
            RAISE EXCEPTION 'weights: "%" must be %: %', v_key, v_problem, left(v_value::text, 80)
                USING ERRCODE = 'PM006',
                      HINT = 'Settings are max_weight_per_day, max_events_per_type, default_weight, '
                             'half_life_days, history_days, raw_share, rising_threshold, '
                             'needs_care_threshold, hysteresis, zero_event_policy and pillars; '
                             'every other key is an event type with its weight.';
        END IF;
    END LOOP;
END
$_check_weights$;

COMMENT ON FUNCTION momentum._check_weights(jsonb) IS
    'Raises PM006, naming the key, unless the argument is a valid weights object';
