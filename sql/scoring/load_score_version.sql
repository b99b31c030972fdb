-- Stores a score version from a weights object, replacing one of the same name that has not scored
-- a row yet. Settings that the object does not give have the defaults of the table. Without a first
-- day, a version that is there keeps the one it has, and a new one is not active. Warns when no
-- version is left for today.
-- Keeps calculations out until the transaction ends. Raises PM004, PM006 (bad weights, or a day
-- on which another version takes effect), PM009 (the version has scored rows), PM011.
CREATE OR REPLACE FUNCTION momentum.load_score_version(
    p_version text,
    p_weights jsonb,
    p_effective_from date DEFAULT NULL
)
RETURNS momentum.score_versions
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $load_score_version$
DECLARE
    v_row momentum.score_versions;
    v_effective_from date;
BEGIN
    IF (
        p_version ~ '[^[:space:]]' AND p_version <> 'legacy' AND length(p_version) <= 200
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a score version cannot be named %', quote_nullable(left(p_version, 80))
            USING ERRCODE = 'PM006',
                  HINT = 'Give it a short name such as v3; "legacy" marks imported rows.';
    END IF;
    IF p_effective_from = 'infinity' THEN
        RAISE EXCEPTION 'score version % would never take effect', p_version
            USING ERRCODE = 'PM004',
                  HINT = 'Give its first day, or null to leave that as it is.';
    END IF;
    PERFORM momentum._check_weights(p_weights);
    PERFORM momentum._check_version_unused(p_version);

    DELETE FROM momentum.score_versions AS v WHERE v.version = p_version
    RETURNING v.effective_from INTO v_effective_from;
    v_effective_from := COALESCE(p_effective_from, v_effective_from);
    INSERT INTO momentum.score_versions AS v (
        version, max_events_per_type, max_weight_per_day, default_weight, half_life_days,
        history_days, raw_share, rising_threshold, needs_care_threshold, hysteresis,
        zero_event_policy, effective_from
    )
    VALUES (
        p_version,
        (p_weights ->> 'max_events_per_type')::numeric,
        (p_weights ->> 'max_weight_per_day')::numeric,
        COALESCE((p_weights ->> 'default_weight')::numeric, 0),
        COALESCE((p_weights ->> 'half_life_days')::numeric, 10),
        COALESCE((p_weights ->> 'history_days')::numeric, 30),
        COALESCE((p_weights ->> 'raw_share')::numeric, 0.7),
        COALESCE((p_weights ->> 'rising_threshold')::numeric, 70),
        COALESCE((p_weights ->> 'needs_care_threshold')::numeric, 45),
        COALESCE((p_weights ->> 'hysteresis')::numeric, 2),
        COALESCE(p_weights ->> 'zero_event_policy', 'zero'),
        v_effective_from
    )
    RETURNING v.* INTO v_row;

    INSERT INTO momentum.event_weights (version, event_type, weight, pillar_id)
    SELECT p_version, w.key, w.value::numeric, p_weights -> 'pillars' ->> w.key
    FROM jsonb_each_text(p_weights) AS w
    WHERE w.key <> ALL (momentum._weights_settings());
    PERFORM momentum._warn_without_version();
    RETURN v_row;
EXCEPTION
    WHEN check_violation THEN
        RAISE EXCEPTION 'weights: "rising_threshold" is too close to "needs_care_threshold"'
            USING ERRCODE = 'PM006',
                  HINT = 'needs_care_threshold + hysteresis must be less than rising_threshold - '
                         'hysteresis, or a score could hold both states.';
    WHEN unique_violation THEN
        RAISE EXCEPTION 'another score version takes effect on %', p_effective_from
            USING ERRCODE = 'PM006',
                  HINT = 'momentum.score_versions lists them; choose another day.';
END
$load_score_version$;

COMMENT ON FUNCTION momentum.load_score_version(text, jsonb, date) IS
    'Stores a score version from a weights object, in effect from a day on (null: the day that it '
    'has already, or not active). Warns when none is in effect today. '
    'Errors: PM004, PM006, PM009, PM011';
