"""Installing without a superuser, and into a database that has Supabase's shape."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from pgmomentum import migrations, partitions, script
from pgmomentum.database import Connection
from pgmomentum.resources import find
from tests.migration.catalog import catalog, connect
from tests.support import as_role
from tools.servers import Server, throw_away

USER = UUID("00000000-0000-4000-8000-000000000001")

#: What is the host's: one row per fact, so that two states can be compared as sets.
HOST = """
SELECT format('role %s', to_jsonb(r)) FROM pg_catalog.pg_roles AS r
WHERE r.rolname <> 'momentum_owner'
UNION ALL
SELECT format('member %s of %s by %s: %s', member::regrole, roleid::regrole, grantor::regrole,
    admin_option)
FROM pg_catalog.pg_auth_members WHERE roleid::regrole::text <> 'momentum_owner'
UNION ALL
SELECT format('setting %s: %s', setrole::regrole, setconfig) FROM pg_catalog.pg_db_role_setting
UNION ALL
SELECT format('schema %s', to_jsonb(n) - 'nspacl') FROM pg_catalog.pg_namespace AS n
WHERE nspname IN ('auth', 'public')
UNION ALL
SELECT format('function %s', to_jsonb(p)) FROM pg_catalog.pg_proc AS p
WHERE pronamespace = 'auth'::regnamespace
UNION ALL
SELECT format('relation %s: %s %s %s', relname, relowner::regrole, relkind, relrowsecurity)
FROM pg_catalog.pg_class WHERE relnamespace = 'auth'::regnamespace
UNION ALL
SELECT format('column %s', to_jsonb(a) - 'attacl') FROM pg_catalog.pg_attribute AS a
WHERE attrelid = 'auth.users'::regclass
UNION ALL
SELECT format('policy %s', to_jsonb(p)) FROM pg_catalog.pg_policy AS p
WHERE polrelid = 'auth.users'::regclass
UNION ALL
SELECT format('trigger %s', to_jsonb(t)) FROM pg_catalog.pg_trigger AS t
WHERE tgrelid = 'auth.users'::regclass AND NOT tgisinternal
UNION ALL
SELECT format('comment %s', to_jsonb(d)) FROM pg_catalog.pg_description AS d
WHERE objoid IN ('auth'::regnamespace, 'auth.users'::regclass, 'auth.uid()'::regprocedure)
UNION ALL
SELECT format('right on schema %s: %s', nspname, acl)
FROM pg_catalog.pg_namespace, unnest(nspacl) AS acl WHERE nspname IN ('auth', 'public')
UNION ALL
SELECT format('right on %s: %s', oid::regclass, acl)
FROM pg_catalog.pg_class, unnest(relacl) AS acl WHERE relnamespace = 'auth'::regnamespace
UNION ALL
SELECT format('right on column %s: %s', attname, acl)
FROM pg_catalog.pg_attribute, unnest(attacl) AS acl WHERE attrelid = 'auth.users'::regclass
"""


@pytest.fixture(scope="module")
def supabase(server: Server) -> Iterator[Server]:
    """A server of its own, because roles belong to the whole of it, with the database supabase."""
    with throw_away(server.version) as own:
        subprocess.run(
            [
                own.programs / "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                Path(__file__).with_name("supabase.sql"),
            ],
            env=own.environment("postgres"),
            check=True,
        )
        yield own


@pytest.fixture
def hosted(supabase: Server) -> Iterator[str]:
    """The connection string of a new copy of that database, which the role host owns."""
    with supabase.database(template="supabase") as name:
        with supabase.admin() as admin:
            admin.execute(f"ALTER DATABASE {name} OWNER TO host".encode())
        yield supabase.dsn(name)


def facts(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute(HOST)}


def by_migrate(connection: Connection) -> None:
    migrations.migrate(connection)


def by_script(connection: Connection) -> None:
    connection.execute("".join(script.install_script(find())).encode())


@pytest.mark.parametrize("install", [by_migrate, by_script])
@pytest.mark.parametrize("installer", ["host", "postgres"])
def test_supabase_is_left_as_it_is(
    supabase: Server,
    hosted: str,
    installer: str,
    install: Callable[[Connection], None],
) -> None:
    with connect(hosted) as admin, connect(make_conninfo(hosted, user=installer)) as connection:
        before, catalog_before = facts(admin), catalog(supabase, hosted)
        install(connection)
        after = facts(admin)
        assert before <= after
        assert sorted(fact.partition("=")[0] for fact in after - before) == [
            "right on column created_at: momentum_owner",
            "right on column deleted_at: momentum_owner",
            "right on column id: momentum_owner",
            "right on schema auth: momentum_owner",
        ]
        passwords = admin.execute(
            "SELECT has_column_privilege('momentum_owner', 'auth.users', 'encrypted_password',"
            " 'SELECT')"
        ).fetchone()
        assert passwords == (False,)
        migrations.migrate(connection)
        migrations.rollback(connection, to="zero", drop_data=True)
        assert facts(admin) == before
        assert catalog(supabase, hosted) == catalog_before


@pytest.mark.parametrize("installer", ["host", "postgres"])
def test_the_engine_works_for_the_users_of_supabase(hosted: str, installer: str) -> None:
    """Reached as the API server reaches it. Row level security hides auth.users from most roles."""
    with connect(make_conninfo(hosted, user=installer)) as connection:
        migrations.migrate(connection)
    with connect(make_conninfo(hosted, user="authenticator")) as api:
        with as_role(api, "authenticated", USER):
            api.execute("SELECT momentum.record_event(%s, 'chat_message')", (USER,))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                api.execute("SELECT encrypted_password FROM auth.users")
        with as_role(api, "service_role"):
            made = api.execute("SELECT action, rows FROM momentum.maintain_partitions()")
            assert made.fetchall() == [("created", 1), *[("created", 0)] * 3]
            api.execute("SELECT momentum.calculate_score(%s)", (USER,))
            active = api.execute("SELECT user_id FROM momentum.active_users(momentum._today())")
            assert active.fetchall() == [(USER,)]
        with as_role(api, "authenticated", USER):
            row = api.execute("SELECT raw_score FROM momentum.daily_engagement_scores").fetchone()
        assert row == (2,)


@pytest.mark.parametrize("install", [by_migrate, by_script])
def test_a_role_that_owns_the_database_and_may_create_roles_suffices(
    server: Server,
    database: str,
    install: Callable[[Connection], None],
) -> None:
    with throw_away(server.version) as own:
        with own.admin() as admin:
            admin.execute("CREATE ROLE installer LOGIN CREATEROLE")
            admin.execute("CREATE DATABASE app OWNER installer")
        dsn = own.dsn("app")
        before = catalog(own, dsn)
        with connect(make_conninfo(dsn, user="installer")) as connection:
            install(connection)
            partitions.maintain(connection)
            with connect(database) as migrated:
                partitions.maintain(migrated)
            assert catalog(own, dsn) == catalog(server, database)
            assert migrations.migrate(connection) == migrations.Migrated()
            migrations.rollback(connection)
            migrations.migrate(connection)
            migrations.rollback(connection, to="zero")
        assert catalog(own, dsn) == before


def test_a_role_without_the_rights_is_told_so(server: Server, empty_database: str) -> None:
    with connect(empty_database) as admin:
        admin.execute("CREATE ROLE nobody_much LOGIN")
        try:
            with (
                connect(make_conninfo(empty_database, user="nobody_much")) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                migrations.migrate(connection)
        finally:
            admin.execute("DROP ROLE nobody_much")


def test_rights_that_were_given_to_everyone_are_revoked(supabase: Server, hosted: str) -> None:
    """As a guide to schemas that are exposed by the API server has it."""
    with connect(make_conninfo(hosted, user="host")) as connection:
        migrations.migrate(connection)
        before = catalog(supabase, hosted)
        for what in ("ALL TABLES", "ALL ROUTINES", "ALL SEQUENCES"):
            grant = f"GRANT ALL ON {what} IN SCHEMA momentum TO anon, authenticated, service_role"
            connection.execute(grant.encode())
        connection.execute("GRANT USAGE ON SCHEMA momentum TO anon")
        assert catalog(supabase, hosted) != before
        migrations.migrate(connection)
        assert catalog(supabase, hosted) == before
