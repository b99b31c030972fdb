-- BEFORE INSERT OR UPDATE FOR EACH ROW on momentum.intervention_rules. Raises PM006 for a rule that
-- makes no sense: it tries the CHECK constraints of the table before PostgreSQL does, for their
-- comments to be the hints.
CREATE OR REPLACE FUNCTION momentum.tg_intervention_rules_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $tg_intervention_rules_check$
DECLARE
    v_check record;
    v_holds boolean;
BEGIN
    FOR v_check IN
        SELECT
            k.conname,
            pg_get_expr(k.conbin, k.conrelid) AS condition,
            obj_description(k.oid, 'pg_constraint') AS hint
        FROM pg_constraint AS k
        WHERE k.conrelid = TG_RELID AND k.contype = 'c'
        ORDER BY k.conname
    LOOP
        EXECUTE format('SELECT %s FROM (SELECT $1.*) AS new_row', v_check.condition)
        INTO v_holds
        USING NEW;
        IF v_holds IS NOT TRUE AND v_check.hint IS NOT NULL THEN
            RAISE EXCEPTION 'bad intervention rule %: it violates "%"',
                COALESCE(NEW.name, 'null'), v_check.conname
                USING ERRCODE = 'PM006', HINT = v_check.hint;
        END IF;
    END LOOP;
    RETURN NEW;
END
$tg_intervention_rules_check$;

COMMENT ON FUNCTION momentum.tg_intervention_rules_check() IS
    'Trigger: refuses an intervention rule that makes no sense (PM006)';
