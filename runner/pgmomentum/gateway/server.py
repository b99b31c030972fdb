"""Starts a gateway, and ends it in order."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Any

from aiohttp import web

from pgmomentum.database import PgmomentumError
from pgmomentum.gateway.database import Database
from pgmomentum.gateway.follower import Follower
from pgmomentum.gateway.http import application
from pgmomentum.gateway.hub import Hub
from pgmomentum.gateway.metrics import Metrics
from pgmomentum.gateway.options import Options
from pgmomentum.gateway.tokens import Verifier

#: Bytes that the system keeps for a connection: what waits longer is to wait here, where it can be
#: seen, counted and left out.
SEND_BUFFER = 64 * 1024
BACKLOG = 1024
#: Seconds that clients have to leave when the gateway ends.
FAREWELL = 3.0


async def serve(
    options: Options,
    conninfo: str,
    verifier: Verifier,
    stop: asyncio.Event,
    ready: Callable[[str], None],
    secret: str | None = None,
) -> None:
    """Serve until the event is set; ``ready`` is told the URL.

    Raises psycopg.Error where the database cannot be used at the start, PgmomentumError where the
    keys of tokens or the address are not to be had.
    """
    _raise_file_limit()
    await verifier.start()
    database = Database(conninfo, options.connections)
    hub = Hub(options, verifier, database, Metrics())
    follower = Follower(conninfo, hub)
    _add_gauges(hub, follower)
    async with AsyncExitStack() as stack:
        listening = await follower.start()
        stack.push_async_callback(listening.close)
        stack.push_async_callback(database.close)
        await database.open()
        for work in (follower.run(listening), hub.watch()):
            stack.push_async_callback(_end, asyncio.create_task(_endless(work, stop)))
        runner = web.AppRunner(
            application(hub, follower, secret),
            access_log=None,
            keepalive_timeout=options.handshake_seconds,
            shutdown_timeout=1.0,
        )
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.SockSite(runner, bound(options.host, options.port), backlog=BACKLOG)
        await site.start()
        host, port = site._sock.getsockname()[:2]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        await stop.wait()
        await site.stop()
        await _farewell(hub)


async def _farewell(hub: Hub) -> None:
    """Send all clients away, and wait until they are gone, for a while."""
    hub.is_ending = True
    hub.close_all("restart")
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            while hub.clients:
                await asyncio.sleep(0.01)


async def _endless(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Run what has no end; where it fails, everything ends."""
    try:
        await work
    finally:
        stop.set()


async def _end(task: asyncio.Task[None]) -> None:
    """End a task, and raise what it has failed with."""
    while not task.done():
        # again and again: asyncio.wait_for, in Python 3.11, may lose a cancellation
        task.cancel()
        await asyncio.wait([task], timeout=0.1)
    if not task.cancelled():
        task.result()


def bound(host: str, port: int) -> socket.socket:
    """Return a socket with that address; raises PgmomentumError where it is not to be had."""
    try:
        return _bound(host, port)
    except OSError as error:
        raise PgmomentumError(
            f"cannot listen on port {port} of {host}: {error.strerror}",
            "--port chooses another one, 0 any that is free.",
        ) from error


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        made.bind(address)
    except BaseException:
        made.close()
        raise
    return made


def _raise_file_limit() -> None:
    """Allow as many connections as the system lets us have."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _add_gauges(hub: Hub, follower: Follower) -> None:
    gauge = hub.metrics.gauge
    gauge("clients", "Open WebSockets", lambda: len(hub.clients))
    gauge("subscriptions", "Clients that get events", lambda: hub.subscriptions)
    gauge(
        "waiting_bytes",
        "Bytes that wait for clients",
        lambda: sum(each.waiting for each in hub.clients),
    )
    gauge("outbox_lag_seconds", "Age of the oldest event just delivered", lambda: follower.lag)
    gauge("database_up", "Whether the outbox is being read", lambda: float(follower.is_fine))
