"""pgbouncer in transaction mode, in front of the server of the tests.

It is as unkind as it may be: each transaction, and each statement outside one, comes to a session
of its own, as it does sooner or later where many share a few.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tools.servers import Server

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIGURATION = """
[databases]
* = host={directory} port={port}

[pgbouncer]
listen_addr =
listen_port = {own}
unix_socket_dir = {directory}
logfile = {directory}/pgbouncer.log
auth_type = trust
auth_file = {directory}/pgbouncer.users
pool_mode = {mode}
server_lifetime = 0
"""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say of each test by name that it did not run."""
    if PROGRAM is None:
        pytest.skip(f"{item.nodeid} did not run: install Debian's package pgbouncer")


@contextmanager
def pgbouncer(server: Server, mode: str, port: int) -> Iterator[Server]:
    """The server, as it is reached through a pooler."""
    assert PROGRAM is not None
    directory = Path(server.host)
    file = directory / f"pgbouncer-{mode}.ini"
    file.write_text(
        CONFIGURATION.format(directory=directory, port=server.port, own=port, mode=mode),
        encoding="utf-8",
    )
    (directory / "pgbouncer.users").write_text('"postgres" ""\n', encoding="utf-8")
    # As root it refuses to run: as whoever runs the server.
    account = ["-u", directory.owner()] if os.geteuid() == 0 else []
    process = subprocess.Popen([PROGRAM, "-q", *account, file], stderr=subprocess.DEVNULL)
    pooled = replace(server, port=port)
    try:
        deadline = time.monotonic() + 15
        while True:
            try:
                pooled.admin().close()
                break
            except psycopg.OperationalError:
                assert process.poll() is None, (directory / "pgbouncer.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield pooled
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def pooler(server: Server) -> Iterator[Server]:
    """A pooler in transaction mode."""
    with pgbouncer(server, "transaction", 6432) as pooled:
        yield pooled


@pytest.fixture
def pooled(pooler: Server, database: str) -> str:
    """The connection string of a new, migrated database, through the pooler."""
    return pooler.dsn(str(conninfo_to_dict(database)["dbname"]))
