-- drops: auth.users
-- Removes the identity objects that the migration made, and nothing that was there before it.
-- Roles stay: another database of the cluster may use them.

DO $drop_auth$
BEGIN
    IF pg_catalog.obj_description(pg_catalog.to_regprocedure('auth.role()'), 'pg_proc')
        LIKE '%(made by pgmomentum)'
    THEN
        DROP FUNCTION auth.role();
    END IF;
    IF pg_catalog.obj_description(pg_catalog.to_regprocedure('auth.uid()'), 'pg_proc')
        LIKE '%(made by pgmomentum)'
    THEN
        DROP FUNCTION auth.uid();
    END IF;
    IF pg_catalog.obj_description(pg_catalog.to_regclass('auth.users'), 'pg_class')
        LIKE '%(made by pgmomentum)'
    THEN
        DROP TABLE auth.users;
    ELSE
        REVOKE SELECT (id, created_at, deleted_at), REFERENCES (id)
            ON auth.users FROM momentum_owner;
    END IF;
    IF pg_catalog.obj_description(pg_catalog.to_regnamespace('auth'), 'pg_namespace')
        LIKE '%(made by pgmomentum)'
    THEN
        DROP SCHEMA auth;
    ELSE
        REVOKE USAGE ON SCHEMA auth FROM momentum_owner;
    END IF;
END
$drop_auth$;
