"""Throw-away servers are what they promise to be, and nothing is left of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tools.servers import Server, throw_away

START_AND_WAIT = """
import sys
from tools.servers import throw_away
with throw_away(int(sys.argv[1])) as server:
    print(server.host, flush=True)
    sys.stdin.read()
"""


def is_running(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline")
    return command.exists() and command.read_bytes() != b""


def test_settings_that_bring_bugs_to_light(server: Server) -> None:
    with server.admin() as connection:
        assert connection.info.server_version // 10000 == server.version
        assert connection.info.parameter_status("TimeZone") == "Pacific/Auckland"


@pytest.mark.servers(15)
def test_text_does_not_sort_by_bytes(server: Server) -> None:
    with server.admin() as connection:
        assert connection.execute("SELECT 'a' < 'B'").fetchone() == (True,)


def test_a_database_is_a_clone_and_goes_away(server: Server, database: str) -> None:
    with psycopg.connect(database) as connection:
        name = connection.info.dbname
        assert connection.execute("SELECT momentum.clock() IS NOT NULL").fetchone() == (True,)
    with server.admin() as connection, server.database() as another:
        query = "SELECT datname FROM pg_database WHERE datname LIKE 'test%'"
        assert {row[0] for row in connection.execute(query)} == {name, another}


@pytest.mark.slow
def test_a_killed_run_leaves_nothing_to_the_next(server: Server) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(server.version)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout
    host = Path(child.stdout.readline().strip())
    data = (host / "data").resolve()
    pid = int((data / "postmaster.pid").read_text().split()[0])
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert is_running(pid), "the server outlives its starter"

    with throw_away(server.version):
        assert not host.exists()
        assert not data.exists()
        assert not is_running(pid)
    assert Path(server.host).exists(), "the server of this very run is left alone"
