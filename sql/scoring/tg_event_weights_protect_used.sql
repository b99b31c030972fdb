-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.event_weights: the weights of a
-- version that has scored a row stay as they are. Raises PM009, PM011.
CREATE OR REPLACE FUNCTION momentum.tg_event_weights_protect_used()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_event_weights_protect_used$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM momentum._check_version_unused(v.version)
        FROM (SELECT DISTINCT o.version FROM old_rows AS o) AS v;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM momentum._check_version_unused(v.version)
        FROM (SELECT DISTINCT n.version FROM new_rows AS n) AS v;
    END IF;
    RETURN NULL;
END
$tg_event_weights_protect_used$;

COMMENT ON FUNCTION momentum.tg_event_weights_protect_used() IS
    'Trigger: refuses the change of weights of a version that has scored rows (PM009)';
