"""Queries of the gateway, each as the one who asks."""

from __future__ import annotations

import logging
from typing import Any, LiteralString

import psycopg
from psycopg_pool import AsyncConnectionPool

from pgmomentum.database import noticing
from pgmomentum.gateway.tokens import ROLES, Caller

log = logging.getLogger(__name__)
AsyncConnection = psycopg.AsyncConnection[tuple[Any, ...]]

#: Seconds that a query waits for a connection, and for its end.
PATIENCE = 10.0
SETTINGS = "SET default_transaction_isolation = 'read committed'; SET TimeZone = 'UTC'"
#: One message to the server, which is one transaction: the role and the claims end with it.
_AS = "SELECT set_config('role', %s, true), set_config('request.jwt.claims', %s, true);"

STATE: LiteralString = (
    "SELECT momentum.get_realtime_momentum_state(%(user)s),"
    " momentum.get_realtime_interventions(%(user)s),"
    " momentum.subscribe_to_momentum_channels(%(user)s)"
)
MOMENTUM: LiteralString = "SELECT momentum.get_realtime_momentum_state(%(user)s)"
INTERVENTIONS: LiteralString = "SELECT momentum.get_realtime_interventions(%(user)s)"
NOTIFICATIONS: LiteralString = "SELECT momentum.get_realtime_notifications(%(user)s, %(limit)s)"
DASHBOARD: LiteralString = "SELECT momentum.get_dashboard(%(user)s, %(days)s)"
OVERVIEW: LiteralString = "SELECT momentum.get_overview()"
MARK_READ: LiteralString = "SELECT momentum.mark_notification_read(%(id)s)"
ACKNOWLEDGE: LiteralString = "SELECT momentum.acknowledge_cache_invalidation(%(user)s, %(key)s)"


class FailedError(Exception):
    """A query failed; ``code`` is one of those that clients are told."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _away() -> FailedError:
    return FailedError("database", "the database cannot be asked at the moment: try again")


def failure(error: psycopg.Error) -> FailedError:
    """Say what a client may know of an error; what is our fault goes to the log."""
    message = error.diag.message_primary or ""
    match error.sqlstate:
        case "PM001" | "PM007":
            return FailedError("not_found", message)
        case "PM008" | "42501":
            return FailedError("not_allowed", message)
        case str(state) if state.startswith("PM"):
            return FailedError("bad_message", message)
    if isinstance(error, psycopg.OperationalError):
        return _away()
    log.error("a query failed", exc_info=error)
    return FailedError("internal", "this did not work; the log of the gateway says why")


class Database:
    """A few connections for everyone."""

    def __init__(self, conninfo: str, connections: int) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
            noticing(conninfo),
            kwargs={
                "autocommit": True,
                "client_encoding": "utf8",
                "prepare_threshold": None,
                "fallback_application_name": "pgmomentum gateway",
                "cursor_factory": psycopg.AsyncClientCursor,
            },
            min_size=1,
            max_size=connections,
            timeout=PATIENCE,
            configure=_configure,
            open=False,
        )
        #: Whether it is known that nobody answers: then nobody is kept waiting.
        self.is_away = False

    async def open(self) -> None:
        """Connect; raises psycopg.Error where that is not possible, or a role cannot be taken."""
        await self._pool.open(wait=True, timeout=PATIENCE)
        async with self._pool.connection() as connection:
            for role in ROLES:
                await connection.execute("SELECT set_config('role', %s, true)", (role,))

    async def refresh(self) -> None:
        """Replace connections that are lost."""
        await self._pool.check()

    async def close(self) -> None:
        """End all connections."""
        await self._pool.close()

    async def call(self, caller: Caller, query: LiteralString, **parameters: Any) -> Any:
        """Return the row of a query, or its only column; raises FailedError."""
        (row,) = await self.rows(caller, query, **parameters)
        return row[0] if len(row) == 1 else row

    async def rows(
        self, caller: Caller, query: LiteralString, **parameters: Any
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a query; raises FailedError."""
        if self.is_away:
            raise _away()
        try:
            async with self._pool.connection() as connection:
                cursor = psycopg.AsyncClientCursor(connection)
                prefix = cursor.mogrify(_AS, (caller.role, caller.claims))
                await cursor.execute((prefix + cursor.mogrify(query, parameters)).encode())
                cursor.nextset()
                return await cursor.fetchall()
        except (psycopg.Error, UnicodeError) as error:
            if isinstance(error, UnicodeError):
                raise FailedError("bad_message", "a text that is none") from None
            raise failure(error) from error


async def _configure(connection: AsyncConnection) -> None:
    await connection.execute(SETTINGS)
    await connection.execute(f"SET statement_timeout = {PATIENCE * 1000:.0f}".encode())
