-- The role of whoever made the call, seen through SECURITY DEFINER.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.role_as(p_role text)
RETURNS text
LANGUAGE plpgsql
AS $role_as$
DECLARE
    v_seen text;
BEGIN
    PERFORM set_config('role', p_role, true);
    v_seen := momentum._caller_role();
    PERFORM set_config('role', 'none', true);
    RETURN v_seen;
END
$role_as$;
CREATE FUNCTION pg_temp.role_inside()
RETURNS text
LANGUAGE sql SECURITY DEFINER
AS $role_inside$
    SELECT momentum._caller_role()::text
$role_inside$;

SELECT is(momentum._caller_role(), session_user, 'without SET ROLE: who logged in');
SELECT is(pg_temp.role_as(r.name), r.name, format('after SET ROLE %s: %1$s', r.name))
FROM (VALUES ('authenticated'), ('service_role'), ('momentum_owner')) AS r (name);

ALTER FUNCTION pg_temp.role_inside() OWNER TO momentum_owner;
SELECT is(
    pg_temp.role_inside(), session_user::text,
    'inside a function of the owner, still who called it'
);

SELECT * FROM finish();
ROLLBACK;
