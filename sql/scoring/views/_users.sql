-- The part of auth.users that the engine reads, with the rights of the view's owner: the roles that
-- run the engine need none on auth.users itself.
-- Where auth.users is the host's own and under row level security, as on Supabase, momentum_owner
-- would see no row of it: there the view belongs to the role that installs, and momentum_owner
-- passes on the right to read it.
RESET ROLE;

CREATE OR REPLACE VIEW momentum._users AS
SELECT u.id, u.created_at, u.deleted_at
FROM auth.users AS u;

COMMENT ON VIEW momentum._users IS 'Id, creation and deletion of every user of auth.users';

DO $set_owner$
BEGIN
    IF EXISTS (
        SELECT
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_roles AS r ON r.rolname = 'momentum_owner'
        WHERE
            c.oid = 'auth.users'::pg_catalog.regclass
            AND c.relrowsecurity
            AND NOT r.rolbypassrls
            AND NOT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')
    ) THEN
        EXECUTE pg_catalog.format('ALTER VIEW momentum._users OWNER TO %I', CURRENT_USER);
        GRANT SELECT ON momentum._users TO momentum_owner WITH GRANT OPTION;
    ELSE
        ALTER VIEW momentum._users OWNER TO momentum_owner;
    END IF;
END
$set_owner$;

SET LOCAL ROLE momentum_owner;
