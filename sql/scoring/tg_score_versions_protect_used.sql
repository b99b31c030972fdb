-- BEFORE UPDATE OR DELETE FOR EACH ROW on momentum.score_versions: a version that has scored a row
-- stays as it is; activating it for the first time is no change. Raises PM009.
CREATE OR REPLACE FUNCTION momentum.tg_score_versions_protect_used()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_score_versions_protect_used$
DECLARE
    v_activated momentum.score_versions := OLD;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.effective_from IS NULL THEN
        v_activated.effective_from := NEW.effective_from;
        v_activated.updated_at := NEW.updated_at;
        IF v_activated = NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM momentum._check_version_unused(OLD.version);
    RETURN COALESCE(NEW, OLD);
END
$tg_score_versions_protect_used$;

COMMENT ON FUNCTION momentum.tg_score_versions_protect_used() IS
    'Trigger: refuses the change of a score version that has scored rows (PM009)';
