"""Fixtures: a server of one supported version, and a database per test from a migrated template.

``pytest --server 18`` chooses the version; without it the first that is installed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pytest_postgresql import factories
from pytest_postgresql.executors import NoopExecutor

from tools.coverage import PROFILER, Profile
from tools.pgtap import install
from tools.servers import INSTALLATIONS, Server, available, throw_away


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pgmomentum")
    group.addoption("--server", type=int, choices=INSTALLATIONS, default=available()[0])
    group.addoption("--storm", type=int, default=20_000, help="events of the test of the outbox")
    group.addoption("--chaos", type=int, default=40, help="clients of the test of the gateway")
    group.addoption("--profile", type=Path, help="directory for profiles of PL/pgSQL functions")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: left out of `make ci-fast`")
    config.addinivalue_line("markers", "servers(*versions): runs only on these major versions")
    version = config.getoption("--server")
    if version not in available():
        raise pytest.UsageError(f"PostgreSQL {version} is not installed: run `make packages`")
    # No test reaches a database of the person who runs it.
    for name in [
        name
        for name in os.environ
        if name.startswith(("PG", "DATABASE_URL")) and name != "PGMOMENTUM_REAL_DATA"
    ]:
        del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    version = config.getoption("--server")
    others = [
        item
        for item in items
        if (marker := item.get_closest_marker("servers")) and version not in marker.args
    ]
    config.hook.pytest_deselected(items=others)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items[:] = [item for item in items if item not in others]
    # Files with a slow one begin first: side by side, none of them is left for the end.
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def profile(pytestconfig: pytest.Config) -> Iterator[Profile | None]:
    """What `make coverage` collects; None otherwise."""
    directory = pytestconfig.getoption("--profile")
    if directory is None:
        yield None
    else:
        profile = Profile()
        yield profile
        profile.save(directory / f"{os.getpid()}.json")


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, profile: Profile | None) -> Iterator[Server]:
    """A throw-away server: dsn(dbname), version, admin()."""
    version = pytestconfig.getoption("--server")
    with throw_away(version, PROFILER if profile is not None else None) as server:
        yield server


def migrate_template(host: str, port: int, user: str, dbname: str, **_: object) -> None:
    install(make_conninfo(host=host, port=port, user=user, dbname=dbname))


migrated = factories.postgresql_noproc(
    depends_on="server", dbname="momentum", load=[migrate_template]
)


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """The connection string of a new database with nothing in it."""
    with server.database() as name:
        yield server.dsn(name)


@pytest.fixture
def database(server: Server, migrated: NoopExecutor, profile: Profile | None) -> Iterator[str]:
    """The connection string of a new, migrated database."""
    with server.database(migrated.template_dbname) as name:
        yield server.dsn(name)
        if profile is not None:
            profile.collect(server.dsn(name))


@pytest.fixture
def db(database: str) -> Iterator[psycopg.Connection]:
    """An autocommit connection of the superuser to the database of this test."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
