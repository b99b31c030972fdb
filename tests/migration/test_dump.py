"""A dump, restored into a server that has never heard of us, is the same database."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pytest_postgresql.executors import NoopExecutor

from pgmomentum import migrations
from pgmomentum.database import Connection
from pgmomentum.migrations import Migrated
from tests.migration.catalog import catalog, connect
from tests.migration.populated import LAST, answers, empty_tables, populate, rows
from tests.migration.recipes import project, recipes, run
from tests.privileges.samples import ORGANISATION
from tests.privileges.test_expectations import callable_functions, differences
from tests.realtime.stream import announce, since
from tests.sessions import Session, wait_until
from tests.stored import insert_users
from tests.support import as_role, pin_clock
from tools.servers import Server, available, throw_away

pytestmark = [pytest.mark.slow, pytest.mark.servers(15)]

DUMP, RESTORE, PLAIN, PARALLEL = recipes("Backup and restore", "sh")
(ROLES,) = recipes("Backup and restore", "pgsql")
DUMP_OURS, RESTORE_OURS = recipes("On Supabase", "sh")
(RIGHTS,) = recipes("On Supabase", "pgsql")
#: How to dump, and how to restore.
FORMATS = {
    "custom": (DUMP, RESTORE),
    "plain": tuple(PLAIN.splitlines()),
    "directory": tuple(PARALLEL.splitlines()),
}
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'momentum'"
RECALCULATED = """
SELECT sum(c.inserted + c.updated)
FROM generate_series(%s::date - 20, %s::date, '1 day') AS d (day)
CROSS JOIN LATERAL momentum.calculate_scores(d.day::date) AS c
"""

WRITES = (
    "SELECT momentum.record_event(%s, 'chat_message')",
    "INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)"
    f" VALUES (%s, '{ORGANISATION}', 'session', '2026-11-20 11:00+00')",
)
WAITING_DUMPS = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'
"""
IS_CONSISTENT = """
SELECT
    (SELECT count(*) FROM momentum.momentum_events),
    (SELECT count(*) FROM momentum.activities),
    (SELECT sum(s.session_count) FROM momentum.annual_summary AS s),
    (SELECT count(*) FROM momentum.verify_annual_summary())
"""


@dataclass(frozen=True)
class Origin:
    """A database that is full, and what it has and says."""

    server: Server
    dsn: str
    position: str
    has: dict[str, list[Any]]
    says: dict[str, list[Any]]
    schema: str
    sequences: set[tuple[Any, ...]]


def filled(server: Server, dsn: str) -> Origin:
    """Put rows into every table of a database; return what it is then."""
    with connect(dsn) as connection:
        position = populate(connection)
        assert empty_tables(connection) == []
        return Origin(
            server,
            dsn,
            position,
            rows(connection),
            answers(connection),
            catalog(server, dsn),
            set(connection.execute(SEQUENCES)),
        )


@pytest.fixture(scope="module")
def origin(server: Server, migrated: NoopExecutor) -> Iterator[Origin]:
    """A database with rows in every table."""
    with server.database(migrated.template_dbname) as name:
        yield filled(server, server.dsn(name))


@pytest.fixture
def fresh(server: Server) -> Iterator[Server]:
    """A server without any role of ours, with the empty database app."""
    with throw_away(server.version) as own:
        with own.admin() as admin:
            admin.execute("CREATE DATABASE app")
        yield own


def succeed(recipe: str, server: Server, dsn: str, directory: Path) -> str:
    """Run a recipe that has to succeed; return what it said."""
    done = run(recipe, server, dsn, directory)
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_same(copy: Server, dsn: str, origin: Origin) -> None:
    """Whether a copy has what its origin has, and goes on from there."""
    assert catalog(copy, dsn) == origin.schema
    with connect(dsn) as connection:
        assert rows(connection) == origin.has
        assert answers(connection) == origin.says
        assert set(connection.execute(SEQUENCES)) == origin.sequences
        assert connection.execute("SELECT extname FROM pg_extension").fetchall() == [("plpgsql",)]
        goes_on(connection, origin)
        assert migrations.migrate(connection) == Migrated()
    assert catalog(copy, dsn) == origin.schema


def goes_on(connection: Connection, origin: Origin) -> None:
    """Positions of before are refused, rights are as they were, and nothing is done twice."""
    (user, *_) = users = [row[0]["user_id"] for row in origin.has["badge_awards"]]
    told = since(connection, UUID(user), origin.position)
    assert (told.recovered, told.numbers) == (False, [])
    announce(connection, UUID(user), 7)
    assert since(connection, UUID(user), told.last_event_id).numbers == [7]
    with as_role(connection, "authenticated", UUID(user)):
        own = connection.execute("SELECT DISTINCT user_id FROM momentum.daily_engagement_scores")
        assert own.fetchall() == [(UUID(user),)]
    with as_role(connection, "anon"), pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT FROM momentum.badge_awards")
    with as_role(connection, "service_role"):
        told_once = connection.execute(
            "SELECT sum(e.notifications) FROM momentum.evaluate_interventions() AS e"
        )
        assert told_once.fetchone() == (0,)
        assert connection.execute("SELECT momentum.drain_rescore_queue()").fetchone() == (1,)
        assert connection.execute(RECALCULATED, (LAST, LAST)).fetchone() == (0,)
        awarded = connection.execute("SELECT awarded FROM momentum.reconcile_badges('60 days')")
        assert awarded.fetchone() == (0,)
    assert len(users) > 1


@pytest.mark.parametrize("form", FORMATS)
def test_a_dump_restored_into_a_fresh_server_is_the_same_database(
    origin: Origin, fresh: Server, tmp_path: Path, form: str
) -> None:
    dump, restore = FORMATS[form]
    succeed(dump, origin.server, origin.dsn, tmp_path)
    with connect(fresh.dsn("app")) as connection:
        connection.execute(ROLES.encode())
    said = succeed(restore, fresh, fresh.dsn("app"), tmp_path)
    assert form != "custom" or "Up to date: nothing to do" in said
    is_same(fresh, fresh.dsn("app"), origin)
    with connect(fresh.dsn("app")) as connection:
        user = UUID(origin.has["badge_awards"][0][0]["user_id"])
        assert differences("functions", callable_functions(connection, user)) == []


@pytest.mark.servers(15)
@pytest.mark.skipif(18 not in available(), reason="PostgreSQL 18 is not installed")
def test_so_it_is_on_a_newer_major_version(origin: Origin, tmp_path: Path) -> None:
    succeed(DUMP, origin.server, origin.dsn, tmp_path)
    with throw_away(18) as newer, newer.database(name="app") as name:
        with connect(newer.dsn(name)) as connection:
            connection.execute(ROLES.encode())
        said = succeed(RESTORE, newer, newer.dsn(name), tmp_path)
        assert "Up to date: nothing to do" in said
        with connect(newer.dsn(name)) as connection:
            assert rows(connection) == origin.has
            assert answers(connection) == origin.says
            goes_on(connection, origin)


def test_roles_can_be_taken_along(origin: Origin, fresh: Server, tmp_path: Path) -> None:
    with connect(origin.dsn) as connection:
        connection.execute("CREATE ROLE app LOGIN PASSWORD 'secret' IN ROLE service_role")
    try:
        for program, server, *options in (
            ("pg_dumpall", origin.server, "--roles-only", "--file=roles.sql"),
            ("psql", fresh, "-X", "-q", "--file=roles.sql"),
        ):
            done = subprocess.run(
                [server.programs / program, *options],
                env=server.environment("postgres"),
                cwd=tmp_path,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0
        succeed(DUMP, origin.server, origin.dsn, tmp_path)
    finally:
        with connect(origin.dsn) as connection:
            connection.execute("DROP ROLE app")
    (error,) = (line for line in done.stderr.splitlines() if "ERROR" in line)
    assert error.endswith('role "postgres" already exists')
    succeed(RESTORE, fresh, fresh.dsn("app"), tmp_path)
    with connect(make_conninfo(fresh.dsn("app"), user="app")) as service:
        assert service.execute("SELECT FROM momentum.momentum_events LIMIT 1").rowcount == 1


def test_who_serves_cannot_dump(origin: Origin, tmp_path: Path) -> None:
    with connect(origin.dsn) as connection:
        connection.execute("CREATE ROLE app LOGIN IN ROLE service_role")
        try:
            service = make_conninfo(origin.dsn, user="app")
            done = run(DUMP, origin.server, service, tmp_path)
        finally:
            connection.execute("DROP ROLE app")
    assert done.returncode != 0
    assert "permission denied for" in done.stderr


@pytest.mark.parametrize("form", ["custom", "plain"])
def test_without_the_roles_nothing_is_restored(
    origin: Origin, fresh: Server, tmp_path: Path, form: str
) -> None:
    dump, restore = FORMATS[form]
    before = catalog(fresh, fresh.dsn("app"))
    succeed(dump, origin.server, origin.dsn, tmp_path)
    done = run(restore, fresh, fresh.dsn("app"), tmp_path)
    assert done.returncode != 0
    assert 'role "momentum_owner" does not exist' in done.stderr
    assert catalog(fresh, fresh.dsn("app")) == before


def test_a_database_that_is_not_empty_stays_as_it_is(
    origin: Origin, database: str, server: Server, tmp_path: Path
) -> None:
    before = catalog(server, database)
    succeed(DUMP, origin.server, origin.dsn, tmp_path)
    done = run(RESTORE, server, database, tmp_path)
    assert done.returncode != 0
    assert 'schema "auth" already exists' in done.stderr
    assert catalog(server, database) == before


@pytest.fixture
def installer(fresh: Server) -> str:
    """The database of the fresh server, as its owner, who may create roles and no more."""
    with fresh.admin() as admin:
        admin.execute("CREATE ROLE installer LOGIN CREATEROLE")
        admin.execute("ALTER DATABASE app OWNER TO installer")
    return make_conninfo(fresh.dsn("app"), user="installer")


def test_no_superuser_is_needed(
    origin: Origin, fresh: Server, installer: str, tmp_path: Path
) -> None:
    """To restore, and to dump what was restored."""
    succeed(DUMP, origin.server, origin.dsn, tmp_path)
    with connect(installer) as connection:
        connection.execute(ROLES.encode())
    succeed(RESTORE, fresh, installer, tmp_path)
    succeed(DUMP, fresh, installer, tmp_path)
    with fresh.database(name="again") as again:
        with fresh.admin() as admin:
            admin.execute("ALTER DATABASE again OWNER TO installer")
        succeed(RESTORE, fresh, make_conninfo(fresh.dsn(again), user="installer"), tmp_path)
        is_same(fresh, fresh.dsn(again), origin)


def test_who_restores_has_to_be_the_owner_of_the_tables(
    origin: Origin, fresh: Server, installer: str, tmp_path: Path
) -> None:
    succeed(DUMP, origin.server, origin.dsn, tmp_path)
    with fresh.admin() as admin:
        admin.execute(ROLES.encode())
    done = run(RESTORE, fresh, installer, tmp_path)
    assert done.returncode != 0
    required = "member of" if fresh.version < 16 else "able to SET"
    assert re.search(f'must be {required} (role|ROLE) "momentum_owner"', done.stderr), done.stderr


def test_from_a_project_of_supabase_to_another(server: Server, tmp_path: Path) -> None:
    with project(server.version) as old, project(server.version) as new:
        theirs = make_conninfo(old.dsn("supabase"), user="host")
        ours = make_conninfo(new.dsn("supabase"), user="host")
        with connect(theirs) as connection:
            migrations.migrate(connection)
        origin = filled(old, old.dsn("supabase"))
        with connect(origin.dsn) as before, connect(new.dsn("supabase")) as after:
            users = before.execute("SELECT id, created_at FROM auth.users").fetchall()
            after.cursor().executemany(
                "INSERT INTO auth.users (id, created_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                users,
            )
        succeed(DUMP_OURS, old, theirs, tmp_path)
        with connect(ours) as connection:
            connection.execute(RIGHTS.encode())
        said = succeed(RESTORE_OURS, new, ours, tmp_path)
        assert "Up to date: nothing to do" in said
        is_same(new, new.dsn("supabase"), origin)


class Writer(threading.Thread):
    """Someone who records an event and an activity, in one transaction, over and over."""

    def __init__(self, dsn: str, user_id: UUID) -> None:
        super().__init__()
        self._dsn = dsn
        self._user_id = user_id
        self.commits = 0
        self.stop = threading.Event()

    def run(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while not self.stop.is_set():
                with connection.transaction():
                    for statement in WRITES:
                        connection.execute(statement, (self._user_id,))
                self.commits += 1


@contextmanager
def writing(dsn: str, users: list[UUID]) -> Iterator[list[Writer]]:
    """A writer for each of the users."""
    writers = [Writer(dsn, user) for user in users]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()


def test_a_dump_is_of_one_moment(
    server: Server, db: psycopg.Connection, database: str, fresh: Server, tmp_path: Path
) -> None:
    """While it waits for a table, in its snapshot, people go on writing."""
    pin_clock(db, "2026-11-20T12:00:00Z")
    db.execute(f"INSERT INTO momentum.organisations (id, name) VALUES ('{ORGANISATION}', 'One')")
    db.execute(f"SELECT momentum.define_badge('{ORGANISATION}', 'Five', 'count', 5)")
    dump = ThreadPoolExecutor(1)
    with writing(database, insert_users(db, 3)) as writers, Session(database) as holder:

        def have_written(more: int) -> None:
            goals = [writer.commits + more for writer in writers]
            wait_until(
                lambda: all(w.commits >= goal for w, goal in zip(writers, goals, strict=True)),
                "everyone has written",
            )

        holder.run("BEGIN")
        holder.run("LOCK TABLE momentum.habit_index IN ACCESS EXCLUSIVE MODE")
        have_written(10)
        dumped = dump.submit(succeed, DUMP, server, database, tmp_path)
        wait_until(lambda: db.execute(WAITING_DUMPS).fetchone() == (1,), "the dump waits")
        have_written(10)
        holder.run("COMMIT")
        dumped.result()
    with connect(fresh.dsn("app")) as connection:
        connection.execute(ROLES.encode())
        succeed(RESTORE, fresh, fresh.dsn("app"), tmp_path)
        written = sum(writer.commits for writer in writers)
        found = connection.execute(IS_CONSISTENT).fetchone()
        assert found is not None
        events, *rest = found
        assert 30 <= events <= written - 30
        assert rest == [events, events, 0]
        connection.execute("SELECT momentum.drain_rescore_queue()")
        again = connection.execute(
            "SELECT inserted + updated FROM momentum.calculate_scores('2026-11-20')"
        )
        assert again.fetchone() == (0,)
        awarded = connection.execute("SELECT awarded FROM momentum.reconcile_badges('60 days')")
        assert awarded.fetchone() == (0,)
        assert connection.execute("SELECT FROM momentum.badge_awards").rowcount == len(writers)
