-- BEFORE INSERT OR UPDATE FOR EACH ROW on momentum.badge_definitions. Raises PM006 for criteria
-- that make no sense, and for a badge that would change its organisation.
CREATE OR REPLACE FUNCTION momentum.tg_badge_definitions_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_badge_definitions_check$
DECLARE
    c_windows_of_a_century CONSTANT jsonb :=
        '{"day": 36525, "week": 5218, "month": 1200}'::jsonb;
BEGIN
    IF (NEW.criteria_type IN ('streak', 'count')) IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown criteria: %', COALESCE(left(NEW.criteria_type, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'A badge is earned by a streak (windows) or a count (activities).';
    ELSIF
        NEW.criteria_type = 'count'
        AND (NEW.window_unit IS NOT NULL OR NEW.open_window_grace)
    THEN
        RAISE EXCEPTION 'a count has no window'
            USING ERRCODE = 'PM006',
                  HINT = 'Leave the window null, without grace; a streak is counted in windows.';
    ELSIF TG_OP = 'UPDATE' AND NEW.organisation_id <> OLD.organisation_id THEN
        RAISE EXCEPTION 'a badge stays with its organisation'
            USING ERRCODE = 'PM006',
                  HINT = 'Define another badge, and set this one to active = false.';
    END IF;
    PERFORM momentum._check_streak(
        COALESCE(NEW.window_unit, CASE NEW.criteria_type WHEN 'count' THEN 'day' END),
        NEW.required,
        NEW.activity_types
    );
    IF NEW.required > (c_windows_of_a_century ->> NEW.window_unit)::integer THEN
        RAISE EXCEPTION 'a streak of % %s is longer than 100 years', NEW.required, NEW.window_unit
            USING ERRCODE = 'PM006', HINT = 'Give a number of windows that somebody can reach.';
    END IF;
    RETURN NEW;
END
$tg_badge_definitions_check$;

COMMENT ON FUNCTION momentum.tg_badge_definitions_check() IS
    'Trigger: refuses criteria that make no sense, and a change of organisation (PM006)';
