"""The embedded server: started for whoever needs it, in spite of what killed processes left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pgmomentum import embedded
from pgmomentum.database import PgmomentumError

#: The embedded server is always of one version.
pytestmark = [pytest.mark.slow, pytest.mark.servers(18)]

KEEP = "import sys; from pgmomentum import embedded; embedded.start(); print('up', flush=True); "


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A data directory; its server is stopped at the end, whoever was to do it."""
    # Not under root's own temporary directories, which the server's account may not enter.
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="pgmomentum-embedded-") as name:
        data = Path(name) / "pg18"
        yield data
        for process in servers(data):
            process.kill()
            process.wait()


def servers(data: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and str(data) in (process.info["cmdline"] or [])
    ]


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [sys.executable, "-m", "pgmomentum", *arguments],
        env={**own, "PGMOMENTUM_DATA_DIR": str(data)},
        check=False,
        capture_output=True,
        text=True,
    )


def start_and_keep(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP + "sys.stdin.read()"],
        env={**os.environ, "PGMOMENTUM_DATA_DIR": str(data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def test_without_any_database_named_the_embedded_server_is_used(directory: Path) -> None:
    first = run(directory, "migrate")
    assert first.stderr == ""
    assert "Applied 0001.roles_and_auth" in first.stdout
    assert servers(directory) == []
    status = json.loads(run(directory, "status", "--json").stdout)
    assert status["server_version"].startswith("18.")
    assert status["up_to_date"] is True
    assert servers(directory) == []


def test_it_survives_a_killed_process_and_a_killed_server(directory: Path) -> None:
    run(directory, "migrate")
    killed = start_and_keep(directory)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(servers(directory)) == 1, "nobody was left to stop it"
    assert run(directory, "status").returncode == 0
    assert servers(directory) == [], "the dead process was not counted as a user"

    killed = start_and_keep(directory)
    (server,) = servers(directory)
    server.kill()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert (directory / "postmaster.pid").exists()
    assert "Up to date" in run(directory, "status").stdout


@pytest.mark.parametrize("pid", [1, 2**22 + 5])
def test_a_process_id_that_is_now_someone_elses_is_no_server(directory: Path, pid: int) -> None:
    """After the restart of a container, say."""
    run(directory, "migrate")
    lines = [str(pid), str(directory), "1700000000", "5432", str(directory), "", "1 2", "ready"]
    (directory / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (directory / ".s.PGSQL.5432.lock").write_text("\n".join(lines[:6]) + "\n")
    assert "Up to date" in run(directory, "status").stdout


def test_a_server_killed_while_starting_is_forgotten(directory: Path) -> None:
    run(directory, "migrate")
    (directory / "postmaster.pid").write_text(f"1\n{directory}\n1700000000\n")
    assert "Up to date" in run(directory, "status").stdout


def test_the_server_stays_until_its_last_user_ends(directory: Path) -> None:
    user = start_and_keep(directory)
    assert run(directory, "status").returncode == 0
    assert len(servers(directory)) == 1
    user.communicate("")
    assert servers(directory) == []


def test_a_directory_that_cannot_be_used_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PgmomentumError, match="cannot be started") as error:
        embedded.start(tmp_path / "file" / "pg18")
    assert "PGMOMENTUM_DATA_DIR" in (error.value.hint or "")


def test_where_the_data_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PGMOMENTUM_DATA_DIR", str(tmp_path))
    assert embedded.data_directory() == tmp_path
    monkeypatch.delenv("PGMOMENTUM_DATA_DIR")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.data_directory() == Path("/var/lib/pgmomentum/pg18")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert embedded.data_directory().parts[-2:] == ("pgmomentum", "pg18")
