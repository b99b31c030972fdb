-- Puts views of the names that consumers of the legacy system read into a schema, so that they run
-- without a change of code: the scores also have the column events_count, as it was called there.
-- The views have the rights of whoever reads them. Calling it again replaces them. Called by
-- whoever installs; the rollback of the installation drops them. Simultaneous calls take turns
-- (advisory lock, class 7709, key 0).
-- Raises PM006 (no schema given, or one of the names is taken), PM007 (unknown schema).
CREATE OR REPLACE FUNCTION momentum.install_compat_views(p_schema name DEFAULT 'public')
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $install_compat_views$
DECLARE
    v_mark CONSTANT text := 'Compatibility view (made by pgmomentum)';
    v_view name;
    v_taken regclass;
BEGIN
    IF (p_schema <> 'momentum' AND p_schema !~ '^(pg_|information_schema$)') IS NOT TRUE THEN
        RAISE EXCEPTION 'compatibility views cannot go into schema %', quote_nullable(p_schema)
            USING ERRCODE = 'PM006',
                  HINT = 'Give the schema that the consumers read, usually public.';
    ELSIF to_regnamespace(quote_ident(p_schema)) IS NULL THEN
        RAISE EXCEPTION 'unknown schema: %', p_schema
            USING ERRCODE = 'PM007',
                  HINT = 'Create it first, or give the schema that the consumers read.';
    END IF;

    PERFORM pg_advisory_xact_lock(7709, 0);
    FOREACH v_view IN ARRAY ARRAY[
        'daily_momentum_scores', 'daily_engagement_scores', 'momentum_events',
        'momentum_pillars', 'motivation_journal', 'habit_index'
    ]::name[] LOOP
        v_taken := to_regclass(format('%I.%I', p_schema, v_view));
        IF v_taken IS NOT NULL AND obj_description(v_taken, 'pg_class') IS DISTINCT FROM v_mark THEN
            RAISE EXCEPTION '% is there already', v_taken
                USING ERRCODE = 'PM006',
                      HINT = 'Rename or drop it, or give another schema.';
        END IF;
        EXECUTE format(
            'CREATE OR REPLACE VIEW %1$I.%2$I WITH (security_invoker = true) AS '
            'SELECT %4$s * FROM momentum.%2$I; '
            'COMMENT ON VIEW %1$I.%2$I IS %3$L; '
            'GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I.%2$I TO authenticated, service_role',
            p_schema, v_view, v_mark,
            -- in front: a column that the table gets later comes last, and the view is replaced
            CASE v_view WHEN 'daily_engagement_scores' THEN 'event_count AS events_count,' END
        );
    END LOOP;
END
$install_compat_views$;

COMMENT ON FUNCTION momentum.install_compat_views(name) IS
    'Puts views of the names that legacy consumers read into a schema (default public), under the '
    'reader''s own rights. Errors: PM006, PM007';
