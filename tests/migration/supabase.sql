-- The shape of a Supabase database, as far as an installation can touch it: its roles, the schema
-- auth with its owner, more columns than anyone else may see, functions and grants. "host" stands
-- for Supabase's role postgres, which is no superuser.
CREATE ROLE host LOGIN CREATEROLE CREATEDB REPLICATION BYPASSRLS;
CREATE ROLE supabase_auth_admin LOGIN NOINHERIT CREATEROLE;
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
GRANT anon, authenticated, service_role TO authenticator;
GRANT anon, authenticated, service_role TO host WITH ADMIN OPTION;

CREATE DATABASE supabase OWNER host;
\connect supabase

CREATE SCHEMA auth AUTHORIZATION supabase_auth_admin;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
GRANT ALL ON SCHEMA auth TO host WITH GRANT OPTION;

SET ROLE supabase_auth_admin;

CREATE TABLE auth.users (
    instance_id uuid,
    id uuid NOT NULL PRIMARY KEY,
    aud varchar(255),
    role varchar(255),
    email varchar(255),
    encrypted_password varchar(255),
    email_confirmed_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamptz,
    updated_at timestamptz,
    phone text UNIQUE DEFAULT NULL,
    confirmed_at timestamptz GENERATED ALWAYS AS (email_confirmed_at) STORED,
    deleted_at timestamptz,
    is_anonymous boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE auth.users IS 'Auth: Stores user login data within a secure schema.';
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
GRANT ALL ON auth.users TO host WITH GRANT OPTION;
CREATE INDEX users_instance_id_idx ON auth.users (instance_id);

CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $uid$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
$uid$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $role$
    SELECT coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
    )::text
$role$;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $jwt$
    SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb
$jwt$;
COMMENT ON FUNCTION auth.uid() IS 'Deprecated. Use auth.jwt() -> ''sub'' instead.';
RESET ROLE;

ALTER DEFAULT PRIVILEGES FOR ROLE host IN SCHEMA public
    GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER ROLE anon SET statement_timeout = '3s';
ALTER ROLE authenticated SET statement_timeout = '8s';
SET ROLE host;
CREATE PUBLICATION supabase_realtime;
RESET ROLE;
INSERT INTO auth.users (id, email, encrypted_password, created_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'a@example.org', 'secret', '2020-01-01');
