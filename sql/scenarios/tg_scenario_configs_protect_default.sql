-- BEFORE DELETE FOR EACH ROW on momentum.scenario_configs: keeps the defaults, which whoever
-- decides nothing relies on. Raises PM006.
CREATE OR REPLACE FUNCTION momentum.tg_scenario_configs_protect_default()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $tg_scenario_configs_protect_default$
BEGIN
    RAISE EXCEPTION 'the default for % cannot be deleted', OLD.scenario_type
        USING ERRCODE = 'PM006', HINT = 'Set enabled to false instead.';
END
$tg_scenario_configs_protect_default$;

COMMENT ON FUNCTION momentum.tg_scenario_configs_protect_default() IS
    'Trigger: keeps the default configurations (PM006)';
