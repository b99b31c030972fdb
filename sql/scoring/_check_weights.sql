-- Raises PM006, naming the key, unless p_weights is a weights object: the reserved keys are
-- settings of the version, every other key is an event type with its weight.
CREATE OR REPLACE FUNCTION momentum._check_weights(p_weights jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_weights$
DECLARE
    v_settings CONSTANT text[] := momentum._weights_settings();
    v_without_limits CONSTANT text[] := ARRAY['default_weight', 'zero_event_policy', 'pillars'];
    v_key text;
    v_setting text;
    v_value jsonb;
    v_must text;
BEGIN
    IF (jsonb_typeof(p_weights) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'the weights are not a JSON object'
            USING ERRCODE = 'PM006',
                  HINT = 'Give one object, such as {"chat_message": 2, "max_weight_per_day": 10}.';
    END IF;

    SELECT w.key, s.name INTO v_key, v_setting
    FROM jsonb_object_keys(p_weights) AS w (key)
    JOIN unnest(v_settings) AS s (name) ON momentum._resembles(w.key, s.name)
    WHERE w.key <> ALL (v_settings)
    ORDER BY w.key, s.name
    LIMIT 1;
    IF v_key IS NOT NULL THEN
        RAISE EXCEPTION 'weights: "%" resembles the setting "%"', v_key, v_setting
            USING ERRCODE = 'PM006',
                  HINT = 'If it is that setting, spell it so; if it is an event type, give it a '
                         'name that differs more.';
    ELSIF NOT p_weights ? 'max_weight_per_day' THEN
        RAISE EXCEPTION 'the weights lack the key "max_weight_per_day"'
            USING ERRCODE = 'PM006',
                  HINT = 'Its value is the number of points that make a full day.';
    END IF;

    SELECT problem.key, problem.value, problem.must INTO v_key, v_value, v_must
    FROM (
        SELECT
            w.key,
            w.value,
            CASE
                WHEN w.key = 'zero_event_policy' THEN
                    CASE WHEN w.value NOT IN ('"zero"', '"decay"') THEN '"zero" or "decay"' END
                WHEN w.key = 'pillars' THEN
                    CASE
                        WHEN jsonb_typeof(w.value) <> 'object'
                            THEN 'an object of event types and their pillars'
                        WHEN EXISTS (
                            SELECT FROM jsonb_object_keys(w.value) AS t (event_type)
                            WHERE NOT p_weights ? t.event_type OR t.event_type = ANY (v_settings)
                        )
                            THEN 'an object whose keys are event types that have a weight'
                        WHEN EXISTS (
                            SELECT FROM jsonb_each_text(w.value) AS t
                            LEFT JOIN momentum.momentum_pillars AS m
                                ON m.id = t.value AND m.deleted_at IS NULL
                            WHERE m.id IS NULL
                        )
                            THEN 'an object whose values are ids of momentum.momentum_pillars'
                    END
                WHEN w.key !~ '[^[:space:]]' OR length(w.key) > 200
                    THEN 'the name of an event type, of 1 to 200 characters'
                WHEN jsonb_typeof(w.value) <> 'number' THEN 'a number'
                WHEN
                    w.value::numeric NOT BETWEEN limits.lowest AND limits.highest
                    OR w.value::numeric <> round(w.value::numeric, limits.decimals)
                    THEN format(
                        'from %s to %s, with at most %s decimals',
                        limits.lowest, limits.highest, limits.decimals
                    )
            END AS must
        FROM jsonb_each(p_weights) AS w
        JOIN (
            VALUES
            ('max_weight_per_day', 0.01, 99999999.99, 2),
            ('max_events_per_type', 1, 2147483647, 0),
            ('half_life_days', 0.01, 9999.99, 2),
            ('history_days', 0, 366, 0),
            ('raw_share', 0, 1, 3),
            ('rising_threshold', 0, 100, 2),
            ('needs_care_threshold', 0, 100, 2),
            ('hysteresis', 0, 50, 2),
            ('any weight', 0, 999999.99, 2)
        ) AS limits (key, lowest, highest, decimals)
            ON limits.key = CASE
                WHEN w.key = ANY (v_settings) AND w.key <> ALL (v_without_limits) THEN w.key
                ELSE 'any weight'
            END
    ) AS problem
    WHERE problem.must IS NOT NULL
    ORDER BY problem.key
    LIMIT 1;
    IF v_must IS NOT NULL THEN
        RAISE EXCEPTION 'weights: "%" must be %, not %',
            left(v_key, 80), v_must, left(v_value::text, 80)
            USING ERRCODE = 'PM006',
                  HINT = format(
                      'The settings are %s; every other key is an event type with its weight.',
                      array_to_string(v_settings, ', ')
                  );
    END IF;
END
$_check_weights$;

COMMENT ON FUNCTION momentum._check_weights(jsonb) IS
    'Raises PM006, naming the key, unless the argument is a valid weights object';
