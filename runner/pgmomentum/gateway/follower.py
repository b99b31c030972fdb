"""Follows the outbox, for all clients at once."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any, LiteralString

import psycopg

from pgmomentum.database import OLDEST_SERVER, PgmomentumError, noticing
from pgmomentum.gateway.database import SETTINGS, AsyncConnection
from pgmomentum.gateway.events import EVENTS, Told, told
from pgmomentum.gateway.hub import Hub

log = logging.getLogger(__name__)

#: Events of one read, at most.
PAGE = 1000
#: Seconds between two looks where nobody rings.
POLL = 1.0
#: Seconds between two looks where nobody is going to ring.
POLL_UNRUNG = 0.01
#: Seconds between two reads, at least: what comes meanwhile is read together.
GATHER = 0.004
#: Seconds before a lost connection is tried again: at first, and at most.
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
#: Seconds without a look at the outbox after which the database counts as away.
LATE = 10.0

#: Whether nobody rings (as under notify_mode deferred), and how full the queue of messages is.
_RINGING = """
SELECT s.value = 'deferred' OR q.usage > 0.5, q.usage
FROM momentum.settings AS s, pg_catalog.pg_notification_queue_usage() AS q (usage)
WHERE s.name = 'notify_mode'
"""
_WAITING = "SELECT EXISTS (SELECT FROM momentum.realtime_inbox)"
_END = "SELECT momentum.realtime_events_since(NULL, '', 1) ->> 'last_event_id'"


class Follower:
    """The one connection that listens; it reads the outbox when the bell rings."""

    def __init__(self, conninfo: str, hub: Hub) -> None:
        self._conninfo = noticing(conninfo)
        self._hub = hub
        self._looked = float("-inf")
        self._is_connected = False
        #: Age in seconds of the oldest event that the last read brought.
        self._lag = 0.0
        self.queue_usage = 0.0

    @property
    def is_fine(self) -> bool:
        """Whether the outbox is being read."""
        return self._is_connected and time.monotonic() - self._looked < LATE

    @property
    def lag(self) -> float:
        """Seconds by which what is delivered is behind."""
        return self._lag if self.is_fine else time.monotonic() - self._looked

    async def start(self) -> AsyncConnection:
        """Connect, and find out where the events end; raises what stands in the way."""
        connection = await self._connect()
        (self._hub.position,) = await _row(connection, _END)
        self._looked, self._is_connected = time.monotonic(), True
        return connection

    async def run(self, connection: AsyncConnection) -> None:
        """Hand over what is new, for ever, over lost connections."""
        delay = FIRST_DELAY
        given: AsyncConnection | None = connection
        while True:
            try:
                current, given = given or await self._connect(), None
                async with current:
                    await self._hub.database.refresh()
                    self._is_connected = True
                    self._hub.database.is_away = False
                    delay = FIRST_DELAY
                    await self._follow(current)
            except psycopg.Error as error:
                if self._is_connected:
                    self._hub.metrics.reconnects.inc()
                self._is_connected = False
                self._hub.database.is_away = True
                log.warning("the outbox cannot be read: %s", str(error).strip())
            await asyncio.sleep(delay * random.uniform(0.5, 1))
            delay = min(2 * delay, LONGEST_DELAY)

    async def _connect(self) -> AsyncConnection:
        connection = await psycopg.AsyncConnection.connect(
            self._conninfo,
            autocommit=True,
            client_encoding="utf8",
            prepare_threshold=None,
            fallback_application_name="pgmomentum gateway",
        )
        try:
            major = connection.info.server_version // 10000
            if major < OLDEST_SERVER:
                raise PgmomentumError(f"the server is PostgreSQL {major}")
            await connection.execute(SETTINGS)
            await connection.execute("SET ROLE service_role")
            await connection.execute("LISTEN realtime_events")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _follow(self, connection: AsyncConnection) -> None:
        ahead: Told | None = None
        while True:
            started = time.monotonic()
            answer = ahead or await self._read(connection, self._hub.position)
            ahead = None
            if not answer.recovered:
                log.warning("what followed the last event can no longer be told")
                self._hub.position = answer.last_event_id
                self._hub.close_all("start anew")
            elif answer.events:
                self._lag = answer.events[0].age
                delivery = self._hub.deliver(answer.events, answer.last_event_id)
                if len(answer.events) < PAGE:
                    await delivery
                else:
                    # there is more: the database looks for it meanwhile
                    reading = self._read(connection, answer.last_event_id)
                    found, failure = await asyncio.gather(reading, delivery, return_exceptions=True)
                    if failure is not None:
                        raise failure
                    if isinstance(found, BaseException):
                        raise found
                    ahead = found
            else:
                self._lag = 0.0
                self._hub.position = answer.last_event_id
                is_unrung, self.queue_usage = await _row(connection, _RINGING)
                await (_look if is_unrung else _listen)(connection)
            await asyncio.sleep(max(0.0, started + GATHER - time.monotonic()))

    async def _read(self, connection: AsyncConnection, after: str) -> Told:
        cursor = await connection.execute(EVENTS, {"user": None, "after": after, "limit": PAGE})
        answer = told(await cursor.fetchall())
        self._looked = time.monotonic()
        return answer


async def _row(connection: AsyncConnection, query: LiteralString) -> tuple[Any, ...]:
    row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return row


async def _listen(connection: AsyncConnection) -> None:
    """Wait for the bell, for a while."""
    async for _ in connection.notifies(timeout=POLL, stop_after=1):
        pass


async def _look(connection: AsyncConnection) -> None:
    """Wait until something is there that nobody rings for, for a while."""
    for _ in range(round(POLL / POLL_UNRUNG)):
        async for _ in connection.notifies(timeout=POLL_UNRUNG, stop_after=1):
            return
        if await _row(connection, _WAITING) == (True,):
            return
