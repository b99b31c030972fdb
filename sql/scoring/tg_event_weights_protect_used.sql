-- BEFORE INSERT OR UPDATE OR DELETE FOR EACH ROW on momentum.event_weights: the weights of a
-- version that has scored a row stay as they are. Raises PM009.
CREATE OR REPLACE FUNCTION momentum.tg_event_weights_protect_used()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_event_weights_protect_used$
BEGIN
    PERFORM momentum._check_version_unused(COALESCE(OLD.version, NEW.version));
    IF NEW.version <> OLD.version THEN
        PERFORM momentum._check_version_unused(NEW.version);
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$tg_event_weights_protect_used$;

COMMENT ON FUNCTION momentum.tg_event_weights_protect_used() IS
    'Trigger: refuses the change of weights of a version that has scored rows (PM009)';
