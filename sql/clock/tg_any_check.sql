-- BEFORE INSERT OR UPDATE FOR EACH ROW on a table whose rows have a name. Raises PM006 for a row
-- that makes no sense: it tries the CHECK constraints of the table before PostgreSQL does, for
-- their comments to be the hints. The argument is what a row is called.
CREATE OR REPLACE FUNCTION momentum.tg_any_check()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $tg_any_check$
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
            RAISE EXCEPTION 'bad % %: it violates "%"',
                TG_ARGV[0], COALESCE(left(NEW.name, 80), 'null'), v_check.conname
                USING ERRCODE = 'PM006', HINT = v_check.hint;
        END IF;
    END LOOP;
    RETURN NEW;
END
$tg_any_check$;

COMMENT ON FUNCTION momentum.tg_any_check() IS
    'Trigger: refuses a row that its table''s CHECK constraints do (PM006, their comment as hint)';
