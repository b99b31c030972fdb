-- BEFORE INSERT OR UPDATE FOR EACH ROW on momentum.scenario_configs. Raises PM006 for values that
-- make no sense. A value left null is that of the default; the default itself needs what its
-- scenario works with.
CREATE OR REPLACE FUNCTION momentum.tg_scenario_configs_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_scenario_configs_check$
DECLARE
    v_cooldown_seconds CONSTANT numeric := extract(EPOCH FROM NEW.cooldown);
    v_problem text[] := CASE
        WHEN (NEW.scenario_type IN ('milestone', 'inactivity', 'expiry')) IS NOT TRUE THEN ARRAY[
            format('unknown scenario type: %s', COALESCE(NEW.scenario_type, 'null')),
            'A scenario is milestone, inactivity or expiry.'
        ]
        WHEN array_ndims(NEW.thresholds) > 1 OR NEW.thresholds IS DISTINCT FROM ARRAY(
            SELECT DISTINCT t.value FROM unnest(NEW.thresholds) AS t (value)
            WHERE t.value > 0
            ORDER BY t.value
        ) AND NEW.thresholds IS NOT NULL OR NEW.thresholds = '{}' THEN ARRAY[
            format('bad thresholds: %s', NEW.thresholds),
            'Give positive numbers of activities, each once, ascending, such as {50,100,200}.'
        ]
        WHEN
            NEW.activity_types = '{}'
            OR array_ndims(NEW.activity_types) > 1
            OR EXISTS (SELECT FROM unnest(NEW.activity_types) AS t (name) WHERE t.name IS NULL)
        THEN ARRAY[
            format('bad activity types: %s', NEW.activity_types),
            'Give at least one type, or null for those of the default.'
        ]
        WHEN NEW.inactive_after = '0' OR NOT momentum._is_duration(NEW.inactive_after) THEN ARRAY[
            format('bad inactive_after: %s', NEW.inactive_after),
            'Give a positive time of at most 100 years, such as 14 days.'
        ]
        WHEN NOT momentum._is_duration(NEW.expires_within) THEN ARRAY[
            format('bad expires_within: %s', NEW.expires_within),
            'Give a time of at most 100 years, such as 30 days.'
        ]
        WHEN
            v_cooldown_seconds = 0
            OR v_cooldown_seconds % 3600 <> 0
            OR NOT momentum._is_duration(NEW.cooldown)
            OR extract(YEAR FROM NEW.cooldown) <> 0
            OR extract(MONTH FROM NEW.cooldown) <> 0
        THEN ARRAY[
            format('bad cooldown: %s', NEW.cooldown),
            'Give a positive number of whole hours or days, such as 7 days; a month has no length.'
        ]
        WHEN jsonb_typeof(NEW.message) <> 'object' THEN ARRAY[
            'the message is not a JSON object',
            'Give an object such as {"title": "Well done"}.'
        ]
        WHEN
            TG_OP = 'UPDATE'
            AND (NEW.organisation_id, NEW.scenario_type)
            IS DISTINCT FROM (OLD.organisation_id, OLD.scenario_type)
        THEN ARRAY[
            'a configuration stays with its organisation and scenario',
            'Insert another row.'
        ]
        WHEN NEW.organisation_id IS NULL AND NOT CASE NEW.scenario_type
            WHEN 'milestone' THEN NEW.thresholds IS NOT NULL
            WHEN 'inactivity' THEN NEW.inactive_after IS NOT NULL AND NEW.cooldown IS NOT NULL
            ELSE NEW.expires_within IS NOT NULL AND NEW.cooldown IS NOT NULL
        END
        THEN ARRAY[
            format('the default for %s is incomplete', NEW.scenario_type),
            'milestone needs thresholds, inactivity inactive_after and cooldown, expiry '
            'expires_within and cooldown. To switch it off set enabled to false.'
        ]
    END;
BEGIN
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem[1] USING ERRCODE = 'PM006', HINT = v_problem[2];
    END IF;
    RETURN NEW;
END
$tg_scenario_configs_check$;

COMMENT ON FUNCTION momentum.tg_scenario_configs_check() IS
    'Trigger: refuses a configuration that makes no sense (PM006)';
