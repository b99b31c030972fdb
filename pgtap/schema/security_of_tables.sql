-- Row level security on every table, the owner of everything, and comments.
BEGIN;
SELECT plan(10);

SELECT cmp_ok(
    (
        SELECT count(*)
        FROM pg_class AS c
        WHERE c.relnamespace = 'momentum'::regnamespace AND c.relkind IN ('r', 'p')
    ),
    '>=', 13::bigint, 'there are tables to look at'
);
SELECT is_empty(
    $$SELECT c.relname
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND c.relkind IN ('r', 'p')
        AND NOT c.relrowsecurity$$,
    'row level security is enabled on every table, partitions included'
);
SELECT is_empty(
    $$SELECT c.relname, c.relowner::regrole
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND c.relowner <> 'momentum_owner'::regrole$$,
    'momentum_owner owns every table, view, index and sequence'
);
SELECT is_empty(
    $$SELECT t.typname, t.typowner::regrole
    FROM pg_type AS t
    WHERE
        t.typnamespace = 'momentum'::regnamespace
        AND t.typowner <> 'momentum_owner'::regrole$$,
    'momentum_owner owns every type'
);
SELECT schema_owner_is('momentum', 'momentum_owner', 'momentum_owner owns the schema');
SELECT is(
    (SELECT r.rolcanlogin OR r.rolsuper OR r.rolbypassrls FROM pg_roles AS r
     WHERE r.rolname = 'momentum_owner'),
    false,
    'nobody can log in as the owner, who is no superuser and passes no policy by attribute'
);
SELECT is_empty(
    $$SELECT c.relname
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND c.relkind IN ('r', 'p', 'v', 'm')
        AND COALESCE(obj_description(c.oid, 'pg_class'), '') = ''$$,
    'every table and view has a comment'
);
SELECT is_empty(
    $$SELECT c.relname
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND c.relkind = 'v'
        AND c.relname !~ '^_'
        AND NOT COALESCE('security_invoker=true' = ANY (c.reloptions), false)$$,
    'every public view reads with the rights of its reader'
);
SELECT is_empty(
    $$SELECT c.relname, a.grantee::regrole, a.privilege_type
    FROM pg_class AS c
    CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE c.relnamespace = 'momentum'::regnamespace AND a.grantee = 0$$,
    'PUBLIC has no right to any table or view'
);
SELECT is_empty(
    $$SELECT a.privilege_type
    FROM pg_namespace AS n
    CROSS JOIN LATERAL aclexplode(n.nspacl) AS a
    WHERE n.nspname = 'momentum' AND a.grantee = 0$$,
    'PUBLIC has no right to the schema'
);

SELECT * FROM finish();
ROLLBACK;
