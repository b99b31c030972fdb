-- Roles, and the identity objects that a plain PostgreSQL lacks.
--
-- On Supabase the schema auth, its objects and the three API roles exist and are left as they are.
-- Elsewhere compatible ones are made. What this migration makes is marked by a COMMENT, so that
-- the rollback removes just that. Roles belong to the whole cluster: another database may create
-- them at this very moment, and no rollback drops one.

DO $create_roles$
DECLARE
    v_role text;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['momentum_owner', 'anon', 'authenticated', 'service_role'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = v_role) THEN
            BEGIN
                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', v_role);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN
                    RAISE DEBUG 'role % was created at the same moment', v_role;
            END;
        END IF;
    END LOOP;
    IF NOT pg_catalog.pg_has_role('momentum_owner', 'USAGE') THEN
        BEGIN
            EXECUTE pg_catalog.format('GRANT momentum_owner TO %I', CURRENT_USER);
        EXCEPTION
            WHEN unique_violation THEN
                RAISE DEBUG 'momentum_owner was granted at the same moment';
        END;
    END IF;
END
$create_roles$;

DO $create_auth$
BEGIN
    IF pg_catalog.to_regnamespace('auth') IS NULL THEN
        CREATE SCHEMA auth AUTHORIZATION momentum_owner;
        COMMENT ON SCHEMA auth IS 'Identity, in the shape of Supabase (made by pgmomentum)';
        GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
    END IF;

    IF pg_catalog.to_regclass('auth.users') IS NULL THEN
        CREATE TABLE auth.users (
            id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
            email text,
            raw_app_meta_data jsonb,
            raw_user_meta_data jsonb,
            created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
            updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
            deleted_at timestamptz,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
        ALTER TABLE auth.users OWNER TO momentum_owner;
        ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
        CREATE POLICY users_service ON auth.users TO service_role
            USING (true) WITH CHECK (true);
        GRANT SELECT, INSERT, UPDATE, DELETE ON auth.users TO service_role;
        COMMENT ON TABLE auth.users IS 'One row per user (made by pgmomentum)';
    END IF;

    IF pg_catalog.to_regprocedure('auth.uid()') IS NULL THEN
        CREATE FUNCTION auth.uid() RETURNS uuid
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
        AS $uid$
            SELECT COALESCE(
                NULLIF(current_setting('request.jwt.claim.sub', true), ''),
                NULLIF(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
            )::uuid
        $uid$;
        ALTER FUNCTION auth.uid() OWNER TO momentum_owner;
        COMMENT ON FUNCTION auth.uid() IS 'The user of the request''s claims (made by pgmomentum)';
    END IF;

    IF pg_catalog.to_regprocedure('auth.role()') IS NULL THEN
        CREATE FUNCTION auth.role() RETURNS text
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
        AS $role$
            SELECT COALESCE(
                NULLIF(current_setting('request.jwt.claim.role', true), ''),
                NULLIF(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
            )
        $role$;
        ALTER FUNCTION auth.role() OWNER TO momentum_owner;
        COMMENT ON FUNCTION auth.role() IS 'The role of the request''s claims (made by pgmomentum)';
    END IF;
END
$create_auth$;

DO $grant_auth$
BEGIN
    IF NOT pg_catalog.has_schema_privilege('momentum_owner', 'auth', 'USAGE') THEN
        GRANT USAGE ON SCHEMA auth TO momentum_owner;
    END IF;
    IF NOT (
        pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'id', 'SELECT')
        AND pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'created_at', 'SELECT')
        AND pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'deleted_at', 'SELECT')
        AND pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'id', 'REFERENCES')
    ) THEN
        GRANT SELECT (id, created_at, deleted_at), REFERENCES (id)
            ON auth.users TO momentum_owner;
    END IF;
    IF NOT (
        pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'id', 'SELECT')
        AND pg_catalog.has_column_privilege('momentum_owner', 'auth.users', 'id', 'REFERENCES')
    ) THEN
        RAISE EXCEPTION 'role % may not grant SELECT and REFERENCES on auth.users', CURRENT_USER
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'Install as the owner of auth.users, or as a role that holds these '
                         'rights with grant option.';
    END IF;
END
$grant_auth$;

ALTER SCHEMA momentum_ledger OWNER TO momentum_owner;
ALTER TABLE momentum_ledger._yoyo_log OWNER TO momentum_owner;
ALTER TABLE momentum_ledger._yoyo_migration OWNER TO momentum_owner;
ALTER TABLE momentum_ledger._yoyo_version OWNER TO momentum_owner;
ALTER TABLE momentum_ledger.yoyo_lock OWNER TO momentum_owner;
ALTER TABLE momentum_ledger.loaded_files OWNER TO momentum_owner;
