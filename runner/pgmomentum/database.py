"""Which database is meant, and the connections to it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import Any

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import Diagnostic

Connection = psycopg.Connection[tuple[Any, ...]]

#: Environment variables that carry a URL or libpq connection string, strongest first.
URL_VARIABLES = ("PGMOMENTUM_DATABASE_URL", "DATABASE_URL")
#: Any of libpq's own variables that is set says where the database is.
LIBPQ_VARIABLES = (
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGSERVICE",
    "PGPASSWORD",
    "PGPASSFILE",
)
OLDEST_SERVER = 15


class PgmomentumError(Exception):
    """An expected failure, with an optional hint at what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def resolve(url: str | None, environment: Mapping[str, str]) -> str | None:
    """Return the connection string to use, or None for the embedded server.

    The order is: the URL given, ``PGMOMENTUM_DATABASE_URL``, ``DATABASE_URL``, libpq's ``PG*``
    variables (the empty string: libpq reads them itself). An empty variable counts as not set.
    """
    for candidate in (url, *(environment.get(name) for name in URL_VARIABLES)):
        if candidate:
            return candidate
    if any(environment.get(name) for name in LIBPQ_VARIABLES):
        return ""
    return None


#: Seconds (tcp_user_timeout: milliseconds) until the other end of a connection counts as gone: it
#: does not answer at first, is silent while nothing is sent, does not confirm what is sent.
_NOTICING = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}


def noticing(conninfo: str) -> str:
    """Return a connection string by which it is noticed within a minute that the server is gone.

    What it says of that itself stays, and so does what the environment says. Where it names a
    service, the file of services says it all.
    """
    said = conninfo_to_dict(conninfo)
    if "service" in said:
        return conninfo
    by_environment = {
        option.keyword.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val is not None and option.val != option.compiled
    }
    new = {
        name: value for name, value in _NOTICING.items() if name not in said.keys() | by_environment
    }
    return make_conninfo(conninfo, **new)


#: Seconds that the server has to take note of Ctrl-C.
_CANCELLING = 5.0
#: What a transaction of ours is like, whatever the role, the database or PGOPTIONS say.
_SETTINGS = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'"


@contextmanager
def transaction(connection: Connection, *, dry_run: bool = False) -> Iterator[None]:
    """Run a block as one transaction, not inside another one; a dry run is rolled back.

    It is READ COMMITTED, so that two at once see what the other one has recorded; its times are in
    UTC and in ISO 8601, which is the one form of them that psycopg reads.
    """
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    with connection.transaction(force_rollback=dry_run):
        connection.execute(_SETTINGS)
        yield


@contextmanager
def cancelled_by_interrupt(connection: Connection) -> Iterator[None]:
    """Run a block whose statement Ctrl-C cancels; then KeyboardInterrupt is raised.

    For statements that send notices: a KeyboardInterrupt raised while libpq calls their handler
    would be lost. In another thread than the main one, which alone is interrupted, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_interrupted = False

    def cancel(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_interrupted
        is_interrupted = True
        if connection.info.transaction_status != pq.TransactionStatus.ACTIVE:
            raise KeyboardInterrupt
        connection.cancel_safe(timeout=_CANCELLING)

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    except psycopg.errors.QueryCanceled:
        if not is_interrupted:
            raise
    finally:
        signal.signal(signal.SIGINT, before)
    if is_interrupted:
        raise KeyboardInterrupt


class Database:
    """The database of one command. Nothing is opened, or started, before it is asked for.

    ``on_notice`` is told what the server says besides results.
    """

    def __init__(
        self, url: str | None = None, on_notice: Callable[[Diagnostic], None] | None = None
    ) -> None:
        self.url = url
        self.on_notice = on_notice
        self._opened: list[Connection] = []

    @cached_property
    def conninfo(self) -> str:
        """The connection string; starts the embedded server where that is what is meant."""
        found = resolve(self.url, os.environ)
        if found is not None:
            return found
        from pgmomentum import embedded

        return embedded.start()

    @cached_property
    def connection(self) -> Connection:
        """The connection of this command, in autocommit mode, opened at the first use."""
        return self.connect()

    def connect(self, *, lasting: bool = False, dbname: str | None = None) -> Connection:
        """Open one more autocommit connection; it is closed with this object.

        A lasting one notices when the other end is gone without a word. ``dbname`` names another
        database of the same server.
        Statements are never prepared behind the caller's back, so that a transaction pooler may
        stand in between. Raises psycopg.OperationalError, or PgmomentumError for an old server
        and for a connection string that cannot be read.
        """
        try:
            conninfo = make_conninfo(self.conninfo, **({"dbname": dbname} if dbname else {}))
        except psycopg.ProgrammingError as error:
            # which repeats all of it, passwords too
            raise PgmomentumError(
                "the connection string cannot be read",
                "It is a URL, postgresql://user@host:5432/database, or key=value pairs of libpq.",
            ) from error
        connection = psycopg.connect(
            noticing(conninfo) if lasting else conninfo,
            autocommit=True,
            client_encoding="utf8",
            prepare_threshold=None,
            fallback_application_name="pgmomentum",
        )
        self._opened = [opened for opened in self._opened if not opened.closed]
        self._opened.append(connection)
        if self.on_notice is not None:
            connection.add_notice_handler(self.on_notice)
        major = connection.info.server_version // 10000
        if major < OLDEST_SERVER:
            raise PgmomentumError(
                f"the server is PostgreSQL {major}",
                f"pgmomentum needs PostgreSQL {OLDEST_SERVER} or newer.",
            )
        return connection

    def close(self) -> None:
        """Close every connection."""
        while self._opened:
            self._opened.pop().close()
