-- BEFORE INSERT OR UPDATE FOR EACH ROW on momentum.settings. Raises PM006.
CREATE OR REPLACE FUNCTION momentum.tg_settings_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_settings_check$
BEGIN
    IF (NEW.value ~ ('^(' || NEW.pattern || ')$')) IS NOT TRUE THEN
        RAISE EXCEPTION 'setting % cannot be %', NEW.name, quote_nullable(left(NEW.value, 100))
            USING ERRCODE = 'PM006',
                  HINT = format('%s. The value must match %s.', NEW.description, NEW.pattern);
    END IF;
    RETURN NEW;
END
$tg_settings_check$;

COMMENT ON FUNCTION momentum.tg_settings_check() IS
    'Trigger: refuses a setting whose value does not match its pattern (PM006)';
