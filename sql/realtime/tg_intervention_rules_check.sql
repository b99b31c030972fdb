-- BEFORE INSERT OR UPDATE FOR EACH ROW on momentum.intervention_rules. Raises PM006 for a rule that
-- makes no sense: one that could never apply, has no effect, or cannot keep its limit.
CREATE OR REPLACE FUNCTION momentum.tg_intervention_rules_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_intervention_rules_check$
DECLARE
    v_of_a_state CONSTANT boolean := NEW.rule_type IN ('consecutive_days', 'days_in_state');
    v_most CONSTANT numeric := CASE NEW.rule_type
        WHEN 'score_drop' THEN 100
        WHEN 'state_changes' THEN NEW.within_days - 1
        ELSE NEW.within_days
    END;
    v_problem text[] := CASE
        WHEN v_of_a_state IS NULL OR NOT v_of_a_state
            AND NEW.rule_type NOT IN ('score_drop', 'state_changes')
        THEN ARRAY[
            format('unknown rule type: %s', COALESCE(NEW.rule_type, 'null')),
            'A rule is consecutive_days, score_drop, days_in_state or state_changes.'
        ]
        WHEN
            v_of_a_state
            AND (NEW.momentum_state IN ('Rising', 'Steady', 'NeedsCare')) IS NOT TRUE
        THEN ARRAY[
            format('unknown momentum state: %s', COALESCE(NEW.momentum_state, 'null')),
            format('A rule of the type %s needs Rising, Steady or NeedsCare.', NEW.rule_type)
        ]
        WHEN NOT v_of_a_state AND NEW.momentum_state IS NOT NULL THEN ARRAY[
            format('a rule of the type %s has no state', NEW.rule_type),
            'Leave momentum_state null.'
        ]
        WHEN
            (NEW.within_days BETWEEN 1 AND 31) IS NOT TRUE
            OR NEW.rule_type = 'score_drop' AND NEW.within_days = 1
        THEN ARRAY[
            format('bad within_days: %s', COALESCE(NEW.within_days::text, 'null')),
            'Give a number of days up to 31, the evaluated day included; a drop needs 2.'
        ]
        WHEN
            (NEW.threshold > 0 AND NEW.threshold <= v_most) IS NOT TRUE
            OR NEW.rule_type <> 'score_drop' AND NEW.threshold <> trunc(NEW.threshold)
        THEN ARRAY[
            format('bad threshold: %s', COALESCE(NEW.threshold::text, 'null')),
            format(
                'Give a number from 1 to %s%s.', v_most,
                CASE WHEN NEW.rule_type <> 'score_drop' THEN ', a whole one' END
            )
        ]
        WHEN (NEW.limit_hours IN (8, 12, 24)) IS NOT TRUE THEN ARRAY[
            format('bad limit_hours: %s', COALESCE(NEW.limit_hours::text, 'null')),
            'The day is cut into windows of 8, 12 or 24 hours.'
        ]
        WHEN (NEW.per_day BETWEEN 1 AND 24 / NEW.limit_hours) IS NOT TRUE THEN ARRAY[
            format('bad per_day: %s', COALESCE(NEW.per_day::text, 'null')),
            format(
                'With windows of %s hours there are at most %s in a day.',
                NEW.limit_hours, 24 / NEW.limit_hours
            )
        ]
        WHEN NEW.intervention_type IS NULL AND NEW.notification_type IS NULL THEN ARRAY[
            'the rule has no effect',
            'Give an intervention_type, a notification_type or both; to stop it set active to '
            'false.'
        ]
        WHEN NEW.intervention_type !~ '\S' OR NEW.notification_type !~ '\S' THEN ARRAY[
            'a type is empty',
            'Give it a name, or null for none.'
        ]
        WHEN
            NEW.notification_type IS NOT NULL
            AND (NEW.title ~ '\S' AND NEW.message ~ '\S') IS NOT TRUE
        THEN ARRAY[
            'the notification says nothing',
            'Give a title and a message.'
        ]
    END;
BEGIN
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem[1] USING ERRCODE = 'PM006', HINT = v_problem[2];
    END IF;
    RETURN NEW;
END
$tg_intervention_rules_check$;

COMMENT ON FUNCTION momentum.tg_intervention_rules_check() IS
    'Trigger: refuses an intervention rule that makes no sense (PM006)';
